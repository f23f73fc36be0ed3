/** What an instance of a lab takes of its machine. Pure. */
import type { KernelFeature } from '../../lab/features.ts';
import type { Lab } from '../../lab/lab.ts';
import { chooseKernels } from '../../orchestrator/kernel.ts';
import type { KernelMode } from '../../orchestrator/node-spec.ts';

export interface Demand {
  lab: string;
  memoryBytes: number;
  threads: number;
  /** Rows in the table of neighbours, which all network namespaces of a kernel share. */
  neighbours: number;
  networks: number;
}

const MIB = 1024 ** 2;

/**
 * Of one node, solved and at rest, with the engine's process for it; measured on Docker 20.10 (docs/proof.md). A kernel of its
 * own has its neighbours for itself.
 */
const OF_A_NODE: Record<KernelMode, Omit<Demand, 'lab' | 'networks'>> = {
  host: { memoryBytes: 8 * MIB, threads: 16, neighbours: 3 },
  own: { memoryBytes: 68 * MIB, threads: 22, neighbours: 1 },
};

/** @param features that the engine's kernel has: what it lacks, nodes bring along */
export function demandOf(lab: Lab, features: KernelFeature[]): Demand {
  const nodes = Object.values(chooseKernels(lab, 'auto', features)).map((mode) => OF_A_NODE[mode]);
  const sum = (key: keyof (typeof OF_A_NODE)['host']): number => nodes.reduce((total, node) => total + node[key], 0);
  return {
    lab: lab.id,
    memoryBytes: sum('memoryBytes'),
    threads: sum('threads'),
    neighbours: sum('neighbours'),
    networks: lab.networks.length,
  };
}

/** How many fit for each lab, in the order of the labs. */
export const fitting = (demands: Demand[], key: Exclude<keyof Demand, 'lab'>, there: number): number[] =>
  demands.map((demand) => Math.max(0, Math.floor(there / demand[key])));

/** `21 instances of mode-compare to 60 of arp`: the labs of which the fewest fit, and the most. */
export function showFitting(demands: Demand[], counts: number[]): string {
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const labOf = (count: number): string => demands[counts.indexOf(count)]?.lab ?? '';
  return fewest === most
    ? `${fewest} instances of any lab`
    : `${fewest} instances of ${labOf(fewest)} to ${most} of ${labOf(most)}`;
}
