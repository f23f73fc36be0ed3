import { expect } from 'chai';
import { overlaps, parseSubnet } from '../../../src/lab/address.ts';
import { freeSubnets, prefixFor } from '../../../src/orchestrator/subnets.ts';

const subnetOf = (cidr: string) => parseSubnet(cidr) ?? { base: -1, prefix: -1 };

const firstOf = (name: string) => freeSubnets(name, 6, []).next().value;

describe('subnets for Docker', () => {
  const table = [
    { description: 'one node fits the smallest', nodes: 1, prefix: 28 },
    { description: 'thirteen nodes fill a /28', nodes: 13, prefix: 28 },
    { description: 'fourteen nodes need a /27', nodes: 14, prefix: 27 },
    { description: 'forty nodes need a /26', nodes: 40, prefix: 26 },
  ];
  for (const { description, nodes, prefix } of table) {
    it(description, () => expect(prefixFor(nodes)).to.equal(prefix));
  }

  it('lie in 198.18.0.0/15', () => {
    const [first = ''] = freeSubnets('lvs-lab_exp1_lan', 6, []);
    expect(overlaps(subnetOf(first), subnetOf('198.18.0.0/15'))).to.equal(true);
  });

  it('are the same for the same name, and start elsewhere for another', () => {
    expect(firstOf('a-lan')).to.equal(firstOf('a-lan'));
    expect(firstOf('a-lan')).to.not.equal(firstOf('b-lan'));
  });

  it('skip what is taken, also by a larger network', () => {
    const [wanted = ''] = freeSubnets('x', 6, []);
    const [next = ''] = freeSubnets('x', 6, [wanted]);
    expect(next).to.not.equal(wanted);
    const half = '198.18.0.0/16';
    for (const cidr of freeSubnets('x', 6, [half])) expect(overlaps(subnetOf(cidr), subnetOf(half))).to.equal(false);
  });

  it('end when the whole pool is taken', () => {
    expect([...freeSubnets('x', 6, ['198.18.0.0/15'])]).to.deep.equal([]);
  });
});
