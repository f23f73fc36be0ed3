/** Stacks blocks vertically into a self-contained SVG. */
import type { Language } from '../../lab/primitives.ts';
import { escapeXml } from '../../util/xml.ts';
import type { Block } from './chart.ts';
import { element } from './svg.ts';
import { INK, SIZE, WIDTH } from './theme.ts';

export const space = (height: number): Block => ({ height, draw: () => '' });

/** Draws blocks below one another. */
function stack(blocks: Block[]): { markup: string; height: number } {
  let height = 0;
  const drawn = blocks.map((block) => {
    const markup = block.draw(height);
    height += block.height;
    return markup;
  });
  return { markup: drawn.filter((markup) => markup !== '').join('\n'), height };
}

interface About {
  title: string;
  /** A description of the picture for screen readers. */
  story: string;
  language: Language;
  /** Width of the picture. */
  width?: number;
  /** Markup for <defs>. */
  defs?: string[];
}

export function document(blocks: Block[], { title, story, language, width = WIDTH, defs = [] }: About): string {
  const { markup, height } = stack(blocks);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" xml:lang="${language}" font-family="system-ui, sans-serif" font-size="${SIZE.label}" fill="${INK}">`,
    element('title', {}, escapeXml(title)),
    element('desc', {}, escapeXml(story)),
    element('defs', {}, ...defs),
    element('rect', { width, height, fill: '#fff' }),
    markup,
    '</svg>\n',
  ].join('\n');
}
