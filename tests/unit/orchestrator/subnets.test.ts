import { expect } from 'chai';
import { overlaps, parseSubnet } from '../../../src/util/address.ts';
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

  it('are found one after another for four hundred networks beside a thousand, none of them twice', () => {
    const taken: string[] = [];
    const take = (name: string): void => {
      const [subnet = 'none'] = freeSubnets(name, 6, taken);
      taken.push(subnet);
    };
    for (const subnet of freeSubnets('others', 6, [])) if (taken.length < 1000) taken.push(subnet);
    for (let index = 0; index < 400; index += 1) take(`lvs-lab_exp1-${index}_lan`);
    expect(new Set(taken).size).to.equal(1400);
    for (const subnet of taken) expect(overlaps(subnetOf(subnet), subnetOf('198.18.0.0/15'))).to.equal(true);
  });

  it('are none that lies in, around or across a network of another size', () => {
    for (const other of ['198.18.0.0/16', '198.19.0.4/30', '198.0.0.0/8', '198.19.255.0/24']) {
      for (const cidr of freeSubnets('x', 14, [other])) {
        expect(overlaps(subnetOf(cidr), subnetOf(other)), `${cidr} and ${other}`).to.equal(false);
      }
    }
    expect([...freeSubnets('x', 14, ['198.19.0.4/30'])]).to.have.length(4095);
  });
});
