import { wrap } from '../../util/wrap.ts';
import type { Block } from './chart.ts';
import { columnsIn, label } from './svg.ts';
import { FAINT, INK, MARGIN, SIZE, WIDTH } from './theme.ts';

/** How much wider bold letters are, approximately. */
const BOLD = 1.1;

const STYLES = {
  title: { size: SIZE.title, lineHeight: 28, fill: INK, isBold: true },
  heading: { size: SIZE.text, lineHeight: 20, fill: INK, isBold: true },
  text: { size: SIZE.text, lineHeight: 20, fill: INK, isBold: false },
  faint: { size: SIZE.text, lineHeight: 20, fill: FAINT, isBold: false },
};

/** Text wrapped to the width of the picture. */
export function paragraph(text: string, style: keyof typeof STYLES): Block {
  const { size, lineHeight, fill, isBold } = STYLES[style];
  const lines = wrap(text, columnsIn(WIDTH - 2 * MARGIN, isBold ? size * BOLD : size), '');
  const attributes = { 'font-size': size, fill, 'font-weight': isBold ? 'bold' : undefined };
  return {
    height: lines.length * lineHeight,
    draw: (top) =>
      lines.map((line, index) => label(MARGIN, top + index * lineHeight + size, line, attributes)).join(''),
  };
}
