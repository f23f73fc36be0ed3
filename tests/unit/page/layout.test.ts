import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { LabView } from '../../../src/contract/views.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import { layoutOf, type Layout, type PlacedMachine } from '../../../src/page/layout.ts';
import { LABS, ROOT } from '../../helpers/lab.ts';

function viewOf(id: string): LabView {
  const parsed = parseLab(id, readFileSync(`${ROOT}/labs/${id}/lab.yaml`, 'utf8'));
  if (!('lab' in parsed)) throw new Error(id);
  const { title, networks, nodes } = parsed.lab;
  return {
    id,
    instance: id,
    title,
    networks,
    nodes: nodes.map(({ name, role, interfaces }) => ({
      name,
      role,
      networks: interfaces.map(({ network }) => network),
      addresses: [],
    })),
    vips: [],
  };
}

/** Of another size each, as real cards are. */
const layoutOfLab = (id: string): Layout => {
  const lab = viewOf(id);
  return layoutOf(lab, (name) => ({
    width: 250,
    height: 100 + 30 * lab.nodes.findIndex((node) => node.name === name),
  }));
};

const overlap = (a: PlacedMachine, b: PlacedMachine): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the layout of the drawing', () => {
  for (const id of LABS) {
    it(`of ${id}: no two machines overlap, all are inside, and each is on its networks`, () => {
      const { machines, networks, width, height } = layoutOfLab(id);
      machines.forEach((a, index) => {
        for (const b of machines.slice(index + 1)) expect(overlap(a, b), `${a.name} ${b.name}`).to.equal(false);
        expect([a.x >= 0, a.y >= 0, a.x + a.width <= width, a.y + a.height <= height], a.name).not.to.include(false);
        for (const network of networks) {
          const crosses = network.y > a.y && network.y < a.y + a.height;
          expect(crosses, `${network.name} crosses ${a.name}`).to.equal(false);
        }
        for (const leg of a.legs) {
          const network = networks.find(({ name }) => name === leg.network);
          expect(leg.to).to.equal(network?.y);
          expect(leg.x).to.be.within(network?.left ?? NaN, network?.right ?? NaN);
          expect(leg.from).to.be.oneOf([a.y, a.y + a.height]);
        }
      });
      expect(machines.map(({ legs }) => legs.length)).to.have.members(
        viewOf(id).nodes.map((node) => node.networks.length),
      );
    });
  }

  it('of exp1 goes downwards from the clients: wan, gateway, lan, servers', () => {
    const { machines, networks } = layoutOfLab('exp1');
    expect(networks.map(({ name }) => name)).to.deep.equal(['wan', 'lan']);
    const y = (name: string): number => machines.find((one) => one.name === name)?.y ?? NaN;
    const [, lan] = networks;
    for (const name of ['wanclient', 'gateway', 'lanclient']) expect(y(name)).to.be.below(lan?.y ?? NaN);
    for (const name of ['lvs01', 'web01', 'web02']) expect(y(name)).to.be.above(lan?.y ?? NaN);
  });
});
