/** The legend: explains the symbols that occur in the picture. */
import type { Block } from './chart.ts';
import type { Lane } from './holdings.ts';
import { bars, crosses, diamonds, dots } from './marks.ts';
import { element, label } from './svg.ts';
import { ANSWERED, directorColour, hatchOf, LOST, MARGIN, PREDICTED } from './theme.ts';
import type { Words } from './words.ts';

const ROW = 21;
const COLUMNS = 2;
/** The texts of the second column are longer. */
const COLUMN_WIDTH = 446;
const SIGN = { width: 26, height: 12 };

type Key = keyof Words['legend'];
type Sign = (x: number, y: number) => string;

const bar =
  (colour: string): Sign =>
  (x, y) =>
    bars([{ from: x, to: x + SIGN.width }], y - SIGN.height / 2, SIGN.height, colour);

const box =
  (fill: string, stroke: string, dashes?: string): Sign =>
  (x, y) =>
    element('rect', {
      x,
      y: y - SIGN.height / 2,
      width: SIGN.width,
      height: SIGN.height,
      rx: 2,
      fill,
      stroke,
      'stroke-dasharray': dashes,
    });

const middle = (x: number): number[] => [x + SIGN.width / 2];

const SIGNS: Record<Key, Sign> = {
  answered: bar(ANSWERED),
  lost: bar(LOST),
  holds: (x, y) =>
    bars([{ from: x, to: x + SIGN.width / 2 - 0.5 }], y - SIGN.height / 2, SIGN.height, directorColour(0)) +
    bars([{ from: x + SIGN.width / 2 + 0.5, to: x + SIGN.width }], y - SIGN.height / 2, SIGN.height, directorColour(1)),
  holdsSilently: box(hatchOf(0), directorColour(0)),
  advertisement: (x, y) => dots(middle(x), y, directorColour(0)),
  farewell: (x, y) => crosses(middle(x), y, LOST),
  announcement: (x, y) => diamonds(middle(x), y, directorColour(0)),
  predicted: box(PREDICTED.fill, PREDICTED.line, '4 3'),
};

function shown(lanes: Lane[]): Key[] {
  const has: Partial<Record<Key, boolean>> = {
    holdsSilently: lanes.some(({ holdings }) => holdings.some(({ isSaid }) => !isSaid)),
    farewell: lanes.some(({ farewells }) => farewells.length > 0),
  };
  return (Object.keys(SIGNS) as Key[]).filter((key) => has[key] ?? true);
}

/** Entries fill the columns from top to bottom. */
export function legend(lanes: Lane[], words: Words): Block {
  const keys = shown(lanes);
  const rows = Math.ceil(keys.length / COLUMNS);
  const entry = (key: Key, index: number, top: number): string => {
    const x = MARGIN + Math.floor(index / rows) * COLUMN_WIDTH;
    const y = top + (index % rows) * ROW + ROW / 2;
    return SIGNS[key](x, y) + label(x + SIGN.width + 10, y + 4.5, words.legend[key]);
  };
  return {
    height: rows * ROW,
    draw: (top) => keys.map((key, index) => entry(key, index, top)).join(''),
  };
}
