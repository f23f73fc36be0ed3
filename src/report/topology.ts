/** Draws the network of a lab as a self-contained SVG: networks as lines, nodes as boxes connected to them. Pure. */
import type { Lab, LabNode, Role } from '../lab/lab.ts';
import type { Language } from '../lab/primitives.ts';
import type { Block } from './timeline/chart.ts';
import { document, space } from './timeline/document.ts';
import { paragraph } from './timeline/paragraph.ts';
import { element, label, line } from './timeline/svg.ts';
import { FAINT, INK, MARGIN, SIZE, WIDTH } from './timeline/theme.ts';

const ROLES: Record<Role, { colour: string; name: Record<Language, string> }> = {
  director: { colour: '#2b62a8', name: { en: 'director', zh: '调度器' } },
  'real-server': { colour: '#2f7d57', name: { en: 'real server', zh: '真实服务器' } },
  client: { colour: '#6b4a9c', name: { en: 'client', zh: '客户端' } },
  gateway: { colour: '#b3570f', name: { en: 'gateway', zh: '网关' } },
};

const BOX = { width: 168, pad: 10, line: 17 };
const COLUMN = BOX.width + 16;
/** Length of the line between a box and a network. */
const LEG = 26;

interface Placed {
  node: LabNode;
  /** The network of each interface, as an index from the top. */
  networks: number[];
  /** Row 0 is above the first network, row n below the nth. */
  row: number;
  column: number;
}

/** The rows that a node and its connecting lines occupy. */
function spanOf({ networks: [first = 0, ...others] }: Pick<Placed, 'networks'>, row: number): number[] {
  const last = Math.max(row, ...[first, ...others].filter((index) => index >= row));
  return Array.from({ length: last - row + 1 }, (_, index) => row + index);
}

/** Places nodes on several networks between these first; the others get the leftmost free column. */
function place({ nodes, networks }: Lab): Placed[] {
  const indexOf = (name: string): number => networks.findIndex((network) => network.name === name);
  const rowOf = ({ role }: LabNode, [first = 0, second]: number[]): number => {
    const isAbove = first === 0 && second === undefined && (networks.length > 1 || role !== 'real-server');
    return isAbove ? 0 : first + 1;
  };
  const wanted = nodes.map((node) => {
    const own = node.interfaces.map(({ network }) => indexOf(network)).toSorted((a, b) => a - b);
    return { node, networks: own, row: rowOf(node, own) };
  });
  const taken = new Set<string>();
  return wanted
    .toSorted((a, b) => b.networks.length - a.networks.length)
    .map((one) => {
      const span = spanOf(one, one.row);
      let column = 0;
      while (span.some((row) => taken.has(`${row} ${column}`))) column += 1;
      for (const row of span) taken.add(`${row} ${column}`);
      return { ...one, column };
    });
}

const linesOf = ({ interfaces, gateway }: LabNode): string[] => [
  ...interfaces.map(({ name, address }) => `${name} ${address}`),
  ...(gateway === undefined ? [] : [`via ${gateway}`]),
];

const boxHeight = (node: LabNode): number => 2 * BOX.pad + (2 + linesOf(node).length) * BOX.line;

function box(node: LabNode, x: number, y: number, language: Language): string {
  const { colour, name } = ROLES[node.role];
  const at = (index: number): number => y + BOX.pad + (index + 1) * BOX.line - 4;
  const frame = { x, y, width: BOX.width, height: boxHeight(node), rx: 6, fill: '#fff', stroke: colour };
  return [
    element('rect', { ...frame, 'stroke-width': 2 }),
    label(x + BOX.pad, at(0), node.name, { 'font-size': SIZE.name, 'font-weight': 'bold' }),
    label(x + BOX.pad, at(1), name[language], { fill: colour }),
    ...linesOf(node).map((text, index) => label(x + BOX.pad, at(index + 2), text, { fill: FAINT })),
  ].join('');
}

/** The y coordinates of the rows of boxes and of the networks between them. */
function levels(placed: Placed[], count: number): { rows: number[]; networks: number[]; height: number } {
  const rows: number[] = [];
  const networks: number[] = [];
  let y = 0;
  for (let row = 0; row <= count; row += 1) {
    const heights = placed.filter((one) => one.row === row).map(({ node }) => boxHeight(node));
    rows.push(y + (row === 0 ? 0 : LEG));
    if (heights.length > 0) y += Math.max(...heights) + LEG * (row === 0 || row === count ? 1 : 2);
    // Leave room for the network's name.
    if (row < count) y = Math.max(y, (networks.at(-1) ?? 0) + 2 * BOX.line);
    if (row < count) networks.push(y);
  }
  return { rows, networks, height: y };
}

const yOf = (list: number[], index: number, top: number): number => top + (list[index] ?? 0);

function drawing(lab: Lab, placed: Placed[], width: number, language: Language): Block {
  const { rows, networks, height } = levels(placed, lab.networks.length);
  return {
    height,
    draw: (top) => {
      const lines = lab.networks.map(({ name, subnet }, index) => {
        const y = yOf(networks, index, top);
        const text = { 'font-weight': 'bold', 'text-anchor': 'end' };
        return (
          line(MARGIN, y, width - MARGIN, y, { stroke: INK, 'stroke-width': 4, 'stroke-linecap': 'round' }) +
          label(width - MARGIN, y - 8, `${name} ${subnet}`, text)
        );
      });
      const boxes = placed.map(({ node, networks: own, row, column }) => {
        const x = MARGIN + column * COLUMN;
        const y = yOf(rows, row, top);
        const middle = x + BOX.width / 2;
        const legs = own.map((index) => {
          const end = yOf(networks, index, top);
          const begin = index < row ? y : y + boxHeight(node);
          return (
            line(middle, begin, middle, end, { stroke: INK, 'stroke-width': 2 }) +
            element('circle', { cx: middle, cy: end, r: 5, fill: INK })
          );
        });
        return [...legs, box(node, x, y, language)].join('');
      });
      return [...lines, ...boxes].join('\n');
    },
  };
}

export function renderTopology(lab: Lab, language: Language): string {
  const placed = place(lab);
  const columns = Math.max(0, ...placed.map(({ column }) => column + 1));
  // The names of the networks are to the right of the boxes.
  const width = Math.max(WIDTH, MARGIN + columns * COLUMN + COLUMN + MARGIN);
  const variables = Object.entries(lab.vars).map(([name, value]) => `${name}=${value}`);
  const title = lab.title[language];
  const blocks = [
    space(16),
    paragraph(title, 'title'),
    space(16),
    drawing(lab, placed, width, language),
    space(16),
    ...(variables.length > 0 ? [paragraph(variables.join(', '), 'text')] : []),
    space(16),
  ];
  const story = lab.nodes.map((node) => `${node.name}: ${linesOf(node).join(', ')}`).join('\n');
  return document(blocks, { title, story, language, width });
}
