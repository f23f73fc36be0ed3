import { expect } from 'chai';
import { LabError } from '../../../src/util/errors.ts';
import type { KernelMode } from '../../../src/orchestrator/node-spec.ts';
import { assertCapacity, roomForNetworks, typicalBytes, type RoomQuery } from '../../../src/orchestrator/capacity.ts';
import { LAB } from '../../helpers/judge.ts';

const GIB = 1024 ** 3;
const mebibytes = (bytes: number): number => Math.round(bytes / 1024 ** 2);
const kernels = Object.fromEntries(
  LAB.nodes.map(({ name }): [string, KernelMode] => [name, name === 'lvs01' ? 'own' : 'host']),
);
const each = typicalBytes(LAB.nodes.map(({ name }) => kernels[name] ?? 'host'));

function smallSubnet(index: number): string {
  const base = 0xc6120000 + index * 16;
  return `${[24, 16, 8, 0].map((shift) => (base >>> shift) & 255).join('.')}/28`;
}

/** All but the last so many /28 of the pool, as networks that somebody has. */
function takenBut(free: number): string[] {
  return Array.from({ length: 8192 - free }, (_, index) => smallSubnet(index));
}

const refusal = (query: Partial<RoomQuery>): unknown => {
  try {
    assertCapacity({ lab: LAB, kernels, count: 10, freeBytes: 20 * each, taken: [], ...query });
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('the room for instances', () => {
  it('is there for ten where twenty fit', () => expect(refusal({})).to.equal(undefined));

  it('is there for none where none is asked for', () =>
    expect(refusal({ count: 0, freeBytes: 0 })).to.equal(undefined));

  it('counts a kernel of its own as more than five ordinary nodes', () => {
    expect(each)
      .to.be.greaterThan(2 * 5 * typicalBytes(['host']))
      .and.lessThan(GIB);
  });

  it('is short of memory: the message says how many fit, and the machine keeps some', () => {
    const error = refusal({ freeBytes: 5 * each });
    expect(error).to.be.instanceOf(LabError).and.include({ code: 'MEMORY_SHORT' });
    expect((error as LabError).message).to.equal(
      `10 new instances of exp1 take about ${mebibytes(10 * each)} MiB of memory, and ${mebibytes(5 * each)} MiB are free: there is room for 4`,
    );
  });

  it('is short of subnets: the message says how many fit', () => {
    const error = refusal({ taken: takenBut(13) });
    expect(error).to.be.instanceOf(LabError).and.include({ code: 'NETWORK_UNAVAILABLE' });
    expect((error as LabError).message).to.equal(
      '10 new instances of exp1 need 20 subnets of 198.18.0.0/15, and there is room for 6 instances',
    );
  });

  it('has four thousand instances with two networks, in what is empty', () => {
    expect(roomForNetworks(LAB, [])).to.equal(4096);
    expect(roomForNetworks(LAB, ['192.168.0.0/24'])).to.equal(4096);
  });
});
