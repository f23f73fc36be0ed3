/** The way of a frame over the drawing: from a machine along its cable, the network and another cable. Pure. */
import type { HopView } from '../contract/story.ts';
import type { Layout, Leg } from './layout.ts';

export interface Point {
  x: number;
  y: number;
}

function legOf(layout: Layout, node: string, network: string | undefined): Leg | undefined {
  const legs = layout.machines.find(({ name }) => name === node)?.legs ?? [];
  return legs.find((leg) => leg.network === network) ?? legs[0];
}

/** One for each machine that gets it; one that ends on the network when nobody does. */
export function waysOf(layout: Layout, { from, to, network }: HopView): Point[][] {
  const start = from ? legOf(layout, from.node, network) : undefined;
  const out: Point[] = start
    ? [
        { x: start.x, y: start.from },
        { x: start.x, y: start.to },
      ]
    : [];
  if (to.length === 0) return [out];
  return to.flatMap(({ node }) => {
    const end = legOf(layout, node, network);
    return end ? [[...out, { x: end.x, y: end.to }, { x: end.x, y: end.from }]] : [];
  });
}

const lengthOf = (a: Point, b: Point): number => Math.hypot(b.x - a.x, b.y - a.y);

/** @param share of the whole way, from 0 to 1. @returns undefined of a way without points */
export function pointAt(way: readonly Point[], share: number): Point | undefined {
  const total = way.slice(1).reduce((sum, point, index) => sum + lengthOf(way[index] ?? point, point), 0);
  let left = total * share;
  for (const [index, point] of way.slice(1).entries()) {
    const before = way[index] ?? point;
    const length = lengthOf(before, point);
    if (left <= length && length > 0) {
      const part = left / length;
      return { x: before.x + (point.x - before.x) * part, y: before.y + (point.y - before.y) * part };
    }
    left -= length;
  }
  return way.at(-1);
}
