/** What must happen for an instance to be as the lab says, from what is there. Pure. */
import { LabError } from '../util/errors.ts';
import type { Lab, LabNetwork, LabNode } from '../lab/lab.ts';
import type { EngineContainer, EngineNetwork } from './engine.ts';
import { containerName, LABEL, networkName } from './names.ts';
import type { KernelMode } from './node-spec.ts';

/** What the engine has of one instance. */
export interface Existing {
  networks: EngineNetwork[];
  containers: EngineContainer[];
}

export interface Plan {
  /** Left over from a command that was cut off, or without one of its networks: removed before anything is made. */
  remove: string[];
  createNetworks: LabNetwork[];
  createNodes: LabNode[];
  /** Containers that stopped: they start again, with their files but, like any machine, without what was in memory. */
  reboot: LabNode[];
  /** Frozen: they go on where they were. */
  resume: LabNode[];
  /** Running as they should. */
  keep: LabNode[];
}

export const isEmpty = ({ remove, createNetworks, createNodes, reboot, resume }: Plan): boolean =>
  remove.length + createNetworks.length + createNodes.length + reboot.length + resume.length === 0;

export interface PlanInput {
  lab: Lab;
  instance: string;
  manifest: string;
  kernels: Record<string, KernelMode>;
  existing: Existing;
}

const showVariant = (seed: string | undefined): string => (seed === undefined ? 'no variant' : `the variant "${seed}"`);

/** @throws LabError INSTANCE_CHANGED when the instance was made from another lab, or another version of this one */
function refuseOther({ lab, instance, manifest, existing }: PlanInput): void {
  for (const { labels } of [...existing.networks, ...existing.containers]) {
    if (labels[LABEL.lab] !== lab.id) {
      throw new LabError(
        'INSTANCE_CHANGED',
        `the instance "${instance}" is one of the lab ${labels[LABEL.lab]}, expected ${lab.id}`,
        { hint: `Choose another name with --as, or remove it: \`lab stop ${labels[LABEL.lab]} --as ${instance}\`.` },
      );
    }
    const variant = labels[LABEL.variant];
    if (variant !== lab.variant) {
      throw new LabError(
        'INSTANCE_CHANGED',
        `the instance "${instance}" is ${showVariant(variant)} of ${lab.id}, expected ${showVariant(lab.variant)} of ${lab.id}`,
        {
          hint: `Choose another name with --as, or build it anew with \`lab reset\` and --variant: what was done in its nodes is lost.`,
        },
      );
    }
    if (labels[LABEL.manifest] !== manifest) {
      // A lab outside the project may have been moved since: only its path finds it for certain.
      const isOutside = labels[LABEL.folder] !== undefined && lab.folder !== undefined;
      throw new LabError(
        'INSTANCE_CHANGED',
        `the instance "${instance}" was started from another version of ${isOutside ? lab.folder : `labs/${lab.id}`}/lab.yaml`,
        {
          hint: `\`lab reset ${isOutside ? lab.folder : lab.id} --as ${instance}\` builds it anew; what was done in its nodes is lost.`,
        },
      );
    }
  }
}

function refuseOtherKernel(container: EngineContainer, node: LabNode, { lab, instance, kernels }: PlanInput): void {
  const running = container.labels[LABEL.kernel];
  if (running !== kernels[node.name]) {
    throw new LabError(
      'INSTANCE_CHANGED',
      `${node.name} of "${instance}" runs on ${running === 'own' ? 'a kernel of its own' : "the host's kernel"}, not as --kernel asks`,
      { hint: `Leave --kernel out, or \`lab reset ${lab.id} --as ${instance} --kernel ${kernels[node.name]}\`.` },
    );
  }
}

/**
 * Whether the container of a node is on all of its networks: a stop that was cut off, or somebody by hand, may have taken it
 * off one.
 */
export const isConnected = (
  { interfaces }: LabNode,
  container: EngineContainer,
  instance: string,
  networks: EngineNetwork[],
): boolean =>
  interfaces.every(({ network }) =>
    networks.some(({ id, name }) => name === networkName(instance, network) && container.networks.includes(id)),
  );

export function planStart(input: PlanInput): Plan {
  refuseOther(input);
  const { lab, instance, existing } = input;
  const plan: Plan = { remove: [], createNetworks: [], createNodes: [], reboot: [], resume: [], keep: [] };
  for (const network of lab.networks) {
    const name = networkName(instance, network.name);
    if (!existing.networks.some((found) => found.name === name)) plan.createNetworks.push(network);
  }
  for (const node of lab.nodes) {
    const name = containerName(instance, node.name);
    const found = existing.containers.find((container) => container.name === name);
    if (found) refuseOtherKernel(found, node, input);
    const state = found && isConnected(node, found, instance, existing.networks) ? found.state : undefined;
    if (state === 'running') plan.keep.push(node);
    else if (state === 'paused') plan.resume.push(node);
    else if (state === 'exited') plan.reboot.push(node);
    else {
      if (found) plan.remove.push(name);
      plan.createNodes.push(node);
    }
  }
  return plan;
}
