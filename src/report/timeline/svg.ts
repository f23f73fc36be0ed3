/** Builds SVG markup. */
import { widthOf } from '../../util/wrap.ts';
import { escapeXml } from '../../util/xml.ts';

type Attributes = Record<string, string | number | undefined>;

/** Rounds to a tenth of a pixel, which is more than precise enough. */
export const round = (value: number): number => Math.round(value * 10) / 10;

const write = (value: string | number): string => escapeXml(String(typeof value === 'number' ? round(value) : value));

/** @param children markup, not text */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${write(value)}"`))
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

export const line = (x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string =>
  element('path', { d: `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`, fill: 'none', ...attributes });

export const label = (x: number, y: number, text: string, attributes: Attributes = {}): string =>
  element('text', { x, y, ...attributes }, escapeXml(text));

/** Text with a white outline, for use over lines. Drawn twice, because not all programs support `paint-order`. */
export function haloed(x: number, y: number, text: string, attributes: Attributes = {}): string {
  const halo = { stroke: '#fff', 'stroke-width': 4, 'stroke-linejoin': 'round', 'aria-hidden': 'true' };
  return label(x, y, text, { ...attributes, ...halo }) + label(x, y, text, attributes);
}

/** The approximate width in a sans-serif font, accurate enough to keep labels apart. */
export const textWidth = (text: string, fontSize: number): number => widthOf(text) * fontSize * 0.58;

/** Truncates text that is wider than `width`. */
export function shorten(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, fontSize) > width) letters.pop();
  return `${letters.join('')}…`;
}

/** How many columns, as counted by `wrap`, fit into `width`. */
export const columnsIn = (width: number, fontSize: number): number => Math.floor(width / (fontSize * 0.53));

interface Wanted {
  /** The preferred x coordinate of its centre. */
  at: number;
  text: string;
}

export interface Placed {
  /** The x coordinate of its centre. */
  x: number;
  /** From 0: labels that would overlap get different rows. */
  row: number;
}

/** Positions the labels so that none overlap and all stay within the picture. */
export function placeLabels<T extends Wanted>(
  wanted: T[],
  fontSize: number,
  { left, right }: { left: number; right: number },
): { labels: (T & Placed)[]; rows: number } {
  const taken: { from: number; to: number }[][] = [];
  const labels = wanted.map((one) => {
    const half = textWidth(one.text, fontSize) / 2;
    const x = Math.max(left + half, Math.min(right - half, one.at));
    const span = { from: x - half - fontSize, to: x + half + fontSize };
    const free = taken.findIndex((row) => row.every(({ from, to }) => span.to <= from || span.from >= to));
    const row = free === -1 ? taken.length : free;
    (taken[row] ??= []).push(span);
    return { ...one, x, row };
  });
  return { labels, rows: taken.length };
}
