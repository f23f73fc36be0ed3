import { expect } from 'chai';
import type { Engine } from '../../../src/orchestrator/engine.ts';
import { LabNodes } from '../../../src/probes/lab-nodes.ts';
import { LAB } from '../../helpers/judge.ts';
import { solved } from '../../helpers/snapshot.ts';

const INSTANCE = { name: 'exp1', nodes: [] } as never;
const LAN = LAB.networks.find(({ subnet }) => subnet === '192.168.0.0/24')?.name ?? '';

/** web02 has had `count` clients of an earlier run in its ARP cache, the first addresses of the subnet. */
const nodesThatRemember = (count: number): { nodes: LabNodes; remembered: string[] } => {
  const remembered = Array.from({ length: count }, (_, index) => `192.168.0.${index + 1}`);
  const snapshot = solved();
  const web02 = snapshot['web02'];
  if (!web02) throw new Error('the fixture has no web02');
  web02.neighbours = remembered.map((address) => ({
    address,
    device: 'eth0',
    mac: '02:00:00:00:01:00',
    states: ['STALE'],
  }));
  const engine = {} as Engine;
  return { nodes: new LabNodes(engine, LAB, INSTANCE, snapshot, new AbortController().signal), remembered };
};

describe('addresses that probes take', () => {
  for (const across of [false, true]) {
    it(`are none that a node remembers, ${across ? 'from all over the subnet' : 'one after another'}`, () => {
      const { nodes, remembered } = nodesThatRemember(200);
      const taken = [...nodes.take(LAN, 10, across), ...nodes.take(LAN, 10, across)];
      expect(new Set(taken).size).to.equal(20);
      expect(taken.filter((one) => remembered.includes(one))).to.deep.equal([]);
    });
  }

  it('are remembered ones where no others are left', () => {
    const { nodes } = nodesThatRemember(250);
    expect(new Set(nodes.take(LAN, 10, true)).size).to.equal(10);
  });
});
