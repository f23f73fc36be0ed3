import { expect } from 'chai';
import type { HopView } from '../../../src/contract/story.ts';
import type { Layout } from '../../../src/page/layout.ts';
import { pointAt, waysOf } from '../../../src/page/travel.ts';

const machine = (name: string, x: number, from: number): Layout['machines'][number] => ({
  name,
  x,
  y: 0,
  width: 10,
  height: 10,
  legs: [{ network: 'lan', x, from, to: 50 }],
});
const LAYOUT: Layout = {
  width: 300,
  height: 100,
  machines: [machine('client', 0, 20), machine('lvs01', 100, 80), machine('web01', 200, 80)],
  networks: [],
};
const hop = (from: string, ...to: string[]): HopView => ({
  from: { node: from, device: 'eth0' },
  to: to.map((node) => ({ node, device: 'eth0' })),
  network: 'lan',
  layers: [],
  why: [],
});

describe('the way of a frame over the drawing', () => {
  it('goes along both cables and the network between them', () => {
    expect(waysOf(LAYOUT, hop('client', 'lvs01'))).to.deep.equal([
      [
        { x: 0, y: 20 },
        { x: 0, y: 50 },
        { x: 100, y: 50 },
        { x: 100, y: 80 },
      ],
    ]);
  });

  it('goes to each machine that hears a broadcast', () => {
    expect(waysOf(LAYOUT, hop('client', 'lvs01', 'web01')).map((way) => way.at(-1)?.x)).to.deep.equal([100, 200]);
  });

  it('ends on the network when no machine has the MAC', () => {
    expect(waysOf(LAYOUT, hop('client')).map((way) => way.at(-1))).to.deep.equal([{ x: 0, y: 50 }]);
  });

  it('is at its share of the length', () => {
    const [way = []] = waysOf(LAYOUT, hop('client', 'lvs01'));
    expect([0, 0.5, 1].map((share) => pointAt(way, share))).to.deep.equal([
      { x: 0, y: 20 },
      { x: 50, y: 50 },
      { x: 100, y: 80 },
    ]);
    expect(pointAt([], 0.5)).to.equal(undefined);
  });
});
