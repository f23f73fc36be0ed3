/** Where networks and machines are drawn: networks as horizontal lines, machines between them. Pure; lengths in units of the drawing. */
import type { LabView } from '../contract/views.ts';

export interface Size {
  width: number;
  height: number;
}

export interface Leg {
  network: string;
  x: number;
  /** At the machine and at the network. */
  from: number;
  to: number;
}

export interface PlacedMachine extends Size {
  name: string;
  x: number;
  y: number;
  legs: Leg[];
}

export interface PlacedNetwork {
  name: string;
  subnet: string;
  y: number;
  left: number;
  right: number;
}

export interface Layout extends Size {
  machines: PlacedMachine[];
  networks: PlacedNetwork[];
}

type LabNode = LabView['nodes'][number];

const GAP = 22;
const LEG = 26;
const MARGIN = 10;
/** Room for the network's name on the right of its last leg. */
const LABEL = 122;

/** Networks with real servers are drawn last, so that requests go downwards. */
function orderOf({ networks, nodes }: LabView): LabView['networks'] {
  const rank = (name: string): number => {
    const roles = nodes.filter((node) => node.networks.includes(name)).map(({ role }) => role);
    return roles.includes('real-server') ? 2 : roles.includes('director') ? 1 : 0;
  };
  return networks.toSorted((a, b) => rank(a.name) - rank(b.name));
}

interface Row {
  node: LabNode;
  /** Numbers of its networks from the top. */
  on: number[];
  row: number;
}

/** Row 0 is above the first network, row n below the nth. */
function rowOf({ role }: LabNode, on: number[], count: number): number {
  const [first = 0, second] = on;
  if (second !== undefined || first < count - 1) return first + 1;
  const isAbove = role === 'client' || (count === 1 && role !== 'real-server');
  return isAbove ? first : first + 1;
}

const ROLE_ORDER = ['client', 'gateway', 'director', 'real-server'];

/** From the left: what is only on the network above, what is on both, what is only on the one below. */
function sideOf({ on: [first = 0, second], row }: Row): number {
  if (second !== undefined) return 1;
  return first < row ? 0 : 2;
}

const byPlace = (a: Row, b: Row): number =>
  sideOf(a) - sideOf(b) || ROLE_ORDER.indexOf(a.node.role) - ROLE_ORDER.indexOf(b.node.role);

export function layoutOf(lab: LabView, sizeOf: (name: string) => Size): Layout {
  const networks = orderOf(lab);
  const count = networks.length;
  const placed = lab.nodes.map((node): Row => {
    const on = node.networks.map((name) => networks.findIndex((one) => one.name === name)).toSorted((a, b) => a - b);
    return { node, on, row: rowOf(node, on, count) };
  });
  const rows = Array.from({ length: count + 1 }, (_, row) => placed.filter((one) => one.row === row).toSorted(byPlace));
  const widthOf = (row: Row[]): number =>
    row.reduce((sum, { node }) => sum + sizeOf(node.name).width + GAP, row.length > 0 ? -GAP : 0);
  const inner = Math.max(0, ...rows.map(widthOf));
  const width = inner + 2 * MARGIN;

  let y = MARGIN;
  const lines: number[] = [];
  const tops: { top: number; height: number }[] = [];
  rows.forEach((row, index) => {
    const height = Math.max(0, ...row.map(({ node }) => sizeOf(node.name).height));
    const above = index > 0 && row.length > 0 ? LEG : 0;
    const below = index < count ? LEG : 0;
    tops.push({ top: y + above, height });
    y += above + height + below;
    if (index < count) lines.push(y);
  });

  const machines = rows.flatMap((row, index) => {
    const { top, height: rowHeight } = tops[index] ?? { top: 0, height: 0 };
    // Spread over the width, so that a row of few is not crowded at one side.
    const spare = inner - widthOf(row);
    const gap = row.length > 1 ? GAP + spare / (row.length - 1) : GAP;
    let x = MARGIN + (row.length === 1 ? spare / 2 : 0);
    return row.map(({ node, on }): PlacedMachine => {
      const size = sizeOf(node.name);
      // A machine that hangs from the network below only stands on the floor of its row.
      const isLow = on.every((network) => network >= index);
      const at = { x, y: isLow ? top + rowHeight - size.height : top };
      x += size.width + gap;
      const middle = at.x + size.width / 2;
      const legs = on.map((network): Leg => {
        const to = lines[network] ?? 0;
        return {
          network: networks[network]?.name ?? '',
          x: middle,
          from: network < index ? at.y : at.y + size.height,
          to,
        };
      });
      return { name: node.name, ...at, ...size, legs };
    });
  });

  const drawn = networks.map(({ name, subnet }, index): PlacedNetwork => {
    const legs = machines.flatMap((machine) => machine.legs.filter((leg) => leg.network === name));
    const xs = legs.map(({ x }) => x);
    const ends = { left: Math.min(...xs, width / 2) - 60, right: Math.max(...xs, width / 2) + LABEL };
    return {
      name,
      subnet,
      y: lines[index] ?? 0,
      left: Math.max(MARGIN, ends.left),
      right: Math.min(width - 4, ends.right),
    };
  });
  return { width, height: y + MARGIN, machines, networks: drawn };
}
