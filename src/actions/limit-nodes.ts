/** Instances of many people on one machine: none slows the others down. */
import type { Engine } from '../orchestrator/engine.ts';
import type { Instance } from '../orchestrator/instance.ts';

/** Processors that a node may keep busy, by its kernel: a fork bomb would otherwise take all that nobody else asks for. */
const CPUS = { host: 0.5, own: 1 };

export async function limitNodes(engine: Engine, { nodes }: Pick<Instance, 'nodes'>): Promise<void> {
  await Promise.all(nodes.map(({ container, kernel }) => engine.limitCpus(container, CPUS[kernel])));
}
