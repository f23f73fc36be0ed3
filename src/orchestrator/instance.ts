/** Running copies of labs, read back from labels alone: also after a crash, and when the lab file is gone. */
import { logged } from '../util/log.ts';
import { LabError } from '../util/errors.ts';
import type { Lab } from '../lab/lab.ts';
import { settleAll } from '../util/settle.ts';
import type { ContainerState, Engine, EngineContainer, EngineNetwork } from './engine.ts';
import { LABEL } from './names.ts';
import type { KernelMode } from './node-spec.ts';
import { isConnected } from './plan.ts';

export interface NodeHandle {
  name: string;
  container: string;
  image: string;
  kernel: KernelMode;
  state: ContainerState;
}

export interface Instance {
  name: string;
  lab: string;
  manifest: string;
  owner: string;
  /** Seed of its variant; undefined: the lab as it is written. */
  variant: string | undefined;
  /** Where its lab lay when it was started; undefined: in the project's labs/. */
  folder?: string | undefined;
  nodes: NodeHandle[];
  containers: EngineContainer[];
  networks: EngineNetwork[];
}

const modeOf = (label: string | undefined): KernelMode => (label === 'own' ? 'own' : 'host');

const handleOf = ({ name, labels, state, image }: EngineContainer): NodeHandle => ({
  name: labels[LABEL.node] ?? name,
  container: name,
  image,
  kernel: modeOf(labels[LABEL.kernel]),
  state,
});

/** The instances on an engine, in the order of their names. */
export const listInstances = (engine: Engine): Promise<Instance[]> => instancesWith(engine, LABEL.instance);

/** @param label that their containers and networks have: `key` or `key=value` */
async function instancesWith(engine: Engine, label: string): Promise<Instance[]> {
  const [containers, networks] = await Promise.all([engine.containers(label), engine.networks(label)]);
  const names = new Set([...containers, ...networks].map(({ labels }) => labels[LABEL.instance] ?? ''));
  return [...names].toSorted().map((name) => {
    const mine = <T extends { labels: Record<string, string> }>(things: T[]): T[] =>
      things.filter(({ labels }) => labels[LABEL.instance] === name);
    const own = { containers: mine(containers), networks: mine(networks) };
    const labels = [...own.containers, ...own.networks][0]?.labels ?? {};
    return {
      name,
      lab: labels[LABEL.lab] ?? '',
      manifest: labels[LABEL.manifest] ?? '',
      owner: labels[LABEL.owner] ?? '',
      variant: labels[LABEL.variant],
      folder: labels[LABEL.folder],
      nodes: own.containers.map(handleOf).toSorted((a, b) => a.name.localeCompare(b.name)),
      ...own,
    };
  });
}

export const findInstance = async (engine: Engine, name: string): Promise<Instance | undefined> =>
  (await instancesWith(engine, `${LABEL.instance}=${name}`))[0];

/** An instance as the words of a command name it. */
export const commandWords = (lab: string, name: string): string => `${lab}${name === lab ? '' : ` --as ${name}`}`;

/** What the user types to bring an instance up. */
export const startCommand = (lab: string, name: string): string => `lab start ${commandWords(lab, name)}`;

/** @param folder of a lab that lies outside the project */
export function notRunning(lab: string, name: string, folder?: string): LabError {
  return new LabError(
    'INSTANCE_NOT_RUNNING',
    `${lab} is not running${name === lab ? '' : ` under the name "${name}"`}`,
    {
      hint: `Start it: \`${folder === undefined ? startCommand(lab, name) : `lab start ${folder} --as ${name}`}\`. \`lab list\` shows what runs.`,
    },
  );
}

/** @throws LabError NODE_UNKNOWN */
export function nodeHandle(instance: Instance, name: string): NodeHandle {
  const node = instance.nodes.find((handle) => handle.name === name);
  if (!node) {
    const names = instance.nodes.map((handle) => handle.name).join(', ');
    throw new LabError('NODE_UNKNOWN', `"${name}" is no node of ${instance.name}, expected one of: ${names}`);
  }
  return node;
}

/** Names of the nodes whose container is there, and is not on all of its networks. */
export const cutOffNodes = (lab: Lab, { name, containers, networks }: Instance): string[] =>
  lab.nodes
    .filter((node) => {
      const container = containers.find(({ labels }) => labels[LABEL.node] === node.name);
      return container && !isConnected(node, container, name, networks);
    })
    .map((node) => node.name);

/** Removes containers, then networks: by label, all at once. */
export async function removeInstance(engine: Engine, { containers, networks }: Instance): Promise<void> {
  await settleAll(containers.map(({ name }) => engine.leaveNetworks(name)));
  const nodesGone = settleAll(containers.map(({ name }) => engine.removeContainer(name)));
  // A network that all have left goes while they do; one that some could not leave, behind them.
  const networksGone = networks.map(async ({ id, name }) => {
    try {
      await engine.removeNetwork(id, name);
    } catch (error) {
      logged(`${name} is not removed yet`)(error);
      await nodesGone;
      await engine.removeNetwork(id, name);
    }
  });
  await settleAll<unknown>([nodesGone, ...networksGone]);
}
