/** The signs of the chart, which the legend shows too. */
import { element, round } from './svg.ts';

/** Signs nearer than this to the one before are left out: they would cover each other. */
const APART_PX = 5;

function apart(xs: number[]): number[] {
  const kept: number[] = [];
  for (const x of xs) if (x - (kept.at(-1) ?? -Infinity) >= APART_PX) kept.push(x);
  return kept;
}

/** All signs of a kind are one path: a recording may hold thousands. */
const signs = (xs: number[], shape: (x: number) => string, attributes: Record<string, string | number>): string =>
  xs.length === 0 ? '' : element('path', { d: apart(xs).map(shape).join(''), ...attributes });

/** Dots: a line without length has round ends. */
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

/** Bars of one kind, as one path. Those that touch are one; the shortest can still be seen. */
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
