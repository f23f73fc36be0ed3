import { expect } from 'chai';
import { freshAddresses } from '../../../src/probes/fresh-addresses.ts';

const SUBNET = '192.168.0.0/24';
const lastOf = (address: string): number => Number(address.split('.')[3]);
const first = (below: number): number => below - 1;

describe('freshAddresses', () => {
  it('gives all addresses that nobody has, those that a node knows last', () => {
    const given = freshAddresses(SUBNET, { taken: ['192.168.0.7'], remembered: ['192.168.0.1'] }, first);
    expect(given).to.have.length(253);
    expect(given).to.not.include('192.168.0.7');
    expect(given.at(-1)).to.equal('192.168.0.1');
  });

  it('begins with those that a node takes for its own', () => {
    const claimed = ['192.168.0.224/27', '10.0.0.0/8'];
    const given = freshAddresses(SUBNET, { taken: ['192.168.0.240'], remembered: ['192.168.0.230'], claimed }, first);
    const head = given.slice(0, 29).map(lastOf);
    expect(Math.min(...head)).to.equal(224);
    expect(head).to.not.include.members([240]);
    expect(
      given
        .slice(29)
        .map(lastOf)
        .filter((one) => one >= 224),
    ).to.deep.equal([230]);
  });
});
