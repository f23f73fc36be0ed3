/** The symbols of the chart and its legend. */
import { element, round } from './svg.ts';
import { directorColour, hatchOf } from './theme.ts';

/** A symbol closer than this to the previous one is omitted, because they would overlap. */
const APART_PX = 5;

function apart(xs: number[]): number[] {
  const kept: number[] = [];
  for (const x of xs) if (x - (kept.at(-1) ?? -Infinity) >= APART_PX) kept.push(x);
  return kept;
}

/** Draws all symbols of a kind as one path, since a recording may contain thousands. */
const signs = (xs: number[], shape: (x: number) => string, attributes: Record<string, string | number>): string =>
  xs.length === 0 ? '' : element('path', { d: apart(xs).map(shape).join(''), ...attributes });

/** Dots, drawn as very short lines with round ends. */
export const dots = (xs: number[], y: number, colour: string): string =>
  signs(xs, (x) => `M${round(x)} ${round(y)}h.01`, { stroke: colour, 'stroke-width': 8, 'stroke-linecap': 'round' });

export const diamonds = (xs: number[], y: number, colour: string): string =>
  signs(xs, (x) => `M${round(x)} ${round(y - 5.5)}l5.5 5.5-5.5 5.5-5.5-5.5z`, { fill: colour });

export const crosses = (xs: number[], y: number, colour: string): string =>
  signs(xs, (x) => `M${round(x - 5)} ${round(y - 5)}l10 10m0-10l-10 10`, {
    stroke: colour,
    'stroke-width': 3,
    fill: 'none',
  });

/** Draws bars as one path. Adjacent bars are merged; the shortest remain visible. */
export function bars(spans: { from: number; to: number }[], y: number, height: number, colour: string): string {
  const drawn: { from: number; to: number }[] = [];
  for (const { from, to } of spans) {
    const end = Math.max(to, from + 1.5);
    const last = drawn.at(-1);
    if (last && from - last.to < 1) last.to = Math.max(last.to, end);
    else drawn.push({ from, to: end });
  }
  if (drawn.length === 0) return '';
  const path = drawn.map(({ from, to }) => `M${round(from)} ${round(y + height / 2)}H${round(to)}`);
  return element('path', { d: path.join(''), stroke: colour, 'stroke-width': height });
}

/** An SVG pattern of diagonal lines in the colour of a director. */
export const hatching = (index: number): string =>
  element(
    'pattern',
    {
      id: hatchOf(index).slice('url(#'.length, -1),
      width: 7,
      height: 7,
      patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)',
    },
    element('rect', { width: 7, height: 7, fill: '#fff' }),
    element('rect', { width: 2, height: 7, fill: directorColour(index), opacity: 0.55 }),
  );
