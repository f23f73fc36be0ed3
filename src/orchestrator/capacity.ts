/** Whether so many instances fit: said before the first is made, not by the one that no longer does. Pure. */
import { LabError } from '../util/errors.ts';
import type { Lab } from '../lab/lab.ts';
import type { KernelMode } from './node-spec.ts';
import { freeSubnets, POOL_NAME } from './subnets.ts';

const MIB = 1024 ** 2;

/** What a node that works through its lab takes of the machine, the engine's process for it included: measured, see
 * docs/proof.md. What it may take at most is in node-spec.ts. */
const TYPICAL_BYTES: Record<KernelMode, number> = { host: 14 * MIB, own: 90 * MIB };

/** The machine needs some for itself. */
const MEMORY_SHARE = 0.9;

export const typicalBytes = (kernels: KernelMode[]): number =>
  kernels.reduce((sum, kernel) => sum + TYPICAL_BYTES[kernel], 0);

/** How many instances of the lab still find a subnet for each of their networks, which all count as wide as the widest. */
export function roomForNetworks({ nodes, networks }: Lab, taken: string[]): number {
  const members = networks.map(
    ({ name }) => nodes.filter(({ interfaces }) => interfaces.some(({ network }) => network === name)).length,
  );
  const free = [...freeSubnets('', Math.max(...members), taken)].length;
  return Math.floor(free / networks.length);
}

export interface RoomQuery {
  lab: Lab;
  kernels: Record<string, KernelMode>;
  /** Instances to be made. */
  count: number;
  /** Memory that nobody uses. */
  freeBytes: number;
  /** Subnets that the engine's networks have. */
  taken: string[];
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / MIB)} MiB`;

/** @throws LabError MEMORY_SHORT, NETWORK_UNAVAILABLE */
export function assertCapacity({ lab, kernels, count, freeBytes, taken }: RoomQuery): void {
  const each = typicalBytes(lab.nodes.map(({ name }) => kernels[name] ?? 'host'));
  const fit = Math.floor((freeBytes * MEMORY_SHARE) / each);
  if (fit < count)
    throw new LabError(
      'MEMORY_SHORT',
      `${count} new instances of ${lab.id} take about ${mebibytes(count * each)} of memory, and ${mebibytes(freeBytes)} are free: there is room for ${fit}`,
      { hint: 'Take fewer (--count), or stop instances that are not used (`lab list`, `lab stop`).' },
    );
  const subnets = roomForNetworks(lab, taken);
  if (subnets < count)
    throw new LabError(
      'NETWORK_UNAVAILABLE',
      `${count} new instances of ${lab.id} need ${count * lab.networks.length} subnets of ${POOL_NAME}, and there is room for ${subnets} instances`,
      { hint: 'Take fewer (--count), or remove networks that are not used (`lab list`, `lab stop`).' },
    );
}
