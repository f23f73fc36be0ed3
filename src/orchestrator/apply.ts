/** Makes the plan happen on an engine. What a failed or interrupted run made is removed again. */
import { logged } from '../util/log.ts';
import { Interrupted, LabError } from '../util/errors.ts';
import { settleAll } from '../util/settle.ts';
import type { Lab, LabNetwork, LabNode } from '../lab/lab.ts';
import type { Text } from '../lab/primitives.ts';
import type { Engine, EngineNetwork } from './engine.ts';
import { containerName, instanceLabels, LABEL, networkName, type InstanceLabels } from './names.ts';
import { awaitReady, BOOT_TIMEOUT_MS } from './await-ready.ts';
import { readBoot, type Boot } from './boot-output.ts';
import { nodeSpec, type EngineSubnets, type KernelMode } from './node-spec.ts';
import { SLOW_HINT } from './patience.ts';
import type { Plan } from './plan.ts';
import { nameOfThisProcess } from './processes.ts';
import { isolateHost } from './host-isolation.ts';
import { freeSubnets, POOL_NAME } from './subnets.ts';

export interface ApplyInput {
  engine: Engine;
  lab: Lab;
  plan: Plan;
  labels: InstanceLabels;
  kernels: Record<string, KernelMode>;
  images: Record<KernelMode, string>;
  /** All networks of the engine, as they were when the plan was made. */
  networks: EngineNetwork[];
  onNode: (node: string, what: 'created' | 'ready' | 'kept') => void;
  /** Something that the user should know and that does not keep the lab from running. */
  onWarning: (text: Text) => void;
  signal: AbortSignal;
}

interface Booting {
  name: string;
  booted: Promise<Boot>;
}

/** The error that made it necessary is what the user has to know. */
const removed = (name: string, removing: Promise<void>): Promise<void> =>
  removing.catch(logged(`${name} is not removed`));

class Application {
  readonly #input: ApplyInput;
  /** Names: see #making. */
  readonly #madeContainers: string[] = [];
  readonly #madeNetworks: string[] = [];

  constructor(input: ApplyInput) {
    this.#input = input;
  }

  async run(): Promise<void> {
    const { engine, plan, kernels, onNode } = this.#input;
    await settleAll(plan.remove.map((name) => engine.removeContainer(name)));
    const subnets = await this.#makeNetworks();
    for (const { name } of plan.keep) onNode(name, 'kept');
    const hasOwn = ({ name }: LabNode): boolean => kernels[name] === 'own';
    const create = (node: LabNode): Promise<LabNode> => this.#createNode(node, subnets);
    const start = (node: LabNode): Promise<Booting> => this.#startNode(node);
    // A kernel of its own boots for a second, in which the engine makes and starts the other nodes: it goes first.
    const ownCreated = plan.createNodes.filter(hasOwn).map(create);
    const own = ownCreated.map((created) => created.then(start));
    const others = plan.createNodes
      .filter((node) => !hasOwn(node))
      .map(async (node) => {
        await Promise.allSettled(ownCreated);
        await create(node);
        await Promise.allSettled(own);
        return start(node);
      });
    const started = [...own, ...others, ...plan.reboot.map(start)];
    await settleAll([
      ...(started.length === 0 ? [] : [this.#shield()]),
      ...started.map((up) => up.then((booting) => this.#awaitBoot(booting))),
      ...plan.resume.map((node) => this.#resumeNode(node)),
      ...plan.keep.map((node) => this.#awaitKept(node)),
    ]);
  }

  async undo(): Promise<void> {
    const { engine } = this.#input;
    await Promise.all(this.#madeContainers.map((name) => removed(name, engine.removeContainer(name))));
    await Promise.all(this.#madeNetworks.map((name) => removed(name, engine.removeNetwork(name))));
  }

  /** Notes a name before the engine is asked: what an interrupted call made is removed too, but not what another user's command
   * made, whose locks are elsewhere. */
  async #making<T>(made: string[], name: string, call: () => Promise<T>): Promise<T> {
    made.push(name);
    try {
      return await call();
    } catch (error) {
      if (error instanceof LabError && error.code === 'INSTANCE_BUSY') made.splice(made.indexOf(name), 1);
      throw error;
    }
  }

  async #makeNetworks(): Promise<EngineSubnets> {
    const { lab, plan, labels, networks } = this.#input;
    const rows = await settleAll(
      lab.networks.map(async (network): Promise<[string, string]> => {
        if (plan.createNetworks.includes(network)) return [network.name, await this.#makeNetwork(network)];
        const found = networks.find(({ name }) => name === networkName(labels.instance, network.name));
        return [network.name, found?.subnet ?? ''];
      }),
    );
    return Object.fromEntries(rows);
  }

  /** Beside the booting, which takes longer. The bridges are new after a reboot of the machine, the networks are not. */
  async #shield(): Promise<void> {
    const { engine, labels, images, onWarning } = this.#input;
    const networks = await engine.networks(`${LABEL.instance}=${labels.instance}`);
    if (await isolateHost(engine, networks, images.host)) return;
    const { instance } = labels;
    onWarning({
      en: `the networks of ${instance} could not be cut off from this machine: its IPv6 services can be reached from nodes`,
      zh: `无法把 ${instance} 的网络与本机隔离：节点可以访问本机的 IPv6 服务`,
    });
  }

  /** @returns the subnet that the engine took */
  async #makeNetwork({ name }: LabNetwork): Promise<string> {
    const { engine, lab, labels, networks, signal } = this.#input;
    const fullName = networkName(labels.instance, name);
    const members = lab.nodes.filter(({ interfaces }) => interfaces.some(({ network }) => network === name)).length;
    const taken = networks.flatMap(({ subnet }) => subnet ?? []);
    for (const subnet of freeSubnets(fullName, members, taken)) {
      signal.throwIfAborted();
      const spec = { name: fullName, subnet, labels: { ...instanceLabels(labels), [LABEL.network]: name } };
      // Another program may have taken it since the list was read: then the next one is tried.
      if (await this.#making(this.#madeNetworks, fullName, () => engine.createNetwork(spec))) return subnet;
    }
    throw new LabError('NETWORK_UNAVAILABLE', `no subnet of ${POOL_NAME} is free for the network ${fullName}`, {
      hint: 'Remove instances that are not used (`lab list`, `lab stop`), or networks of other programs in that range.',
    });
  }

  async #createNode(node: LabNode, subnets: EngineSubnets): Promise<LabNode> {
    const { engine, lab, labels, kernels, images, onNode, signal } = this.#input;
    const kernel = kernels[node.name] ?? 'host';
    const spec = nodeSpec(lab, node, { labels, kernel, image: images[kernel], subnets });
    signal.throwIfAborted();
    await this.#making(this.#madeContainers, spec.name, () => engine.createContainer(spec));
    onNode(node.name, 'created');
    return node;
  }

  /** @returns what ends when the node has booted */
  async #startNode({ name }: LabNode): Promise<Booting> {
    const { engine, labels, kernels, signal } = this.#input;
    const container = containerName(labels.instance, name);
    signal.throwIfAborted();
    const given = new AbortController();
    const output = await engine.attach(container, {
      tty: kernels[name] === 'own',
      signal: AbortSignal.any([signal, given.signal]),
    });
    const booted = readBoot(output, BOOT_TIMEOUT_MS * engine.patience).finally(() => given.abort());
    // Whoever waits for it is told; nobody does when starting fails.
    booted.catch(() => {});
    await engine.startContainer(container);
    return { name, booted };
  }

  async #awaitBoot({ name, booted }: Booting): Promise<void> {
    const { engine, onNode, signal } = this.#input;
    const boot = await booted;
    signal.throwIfAborted();
    // What a node prints also ends when the engine does, which says so when it is asked.
    if (!boot.isReady) {
      await engine.info();
      throw new LabError(
        'NODE_BOOT_FAILED',
        `node ${name} did not boot: ${boot.said}`,
        boot.isLate ? { hint: SLOW_HINT } : {},
      );
    }
    onNode(name, 'ready');
  }

  async #resumeNode(node: LabNode): Promise<void> {
    const { engine, labels } = this.#input;
    await engine.unpauseContainer(containerName(labels.instance, node.name));
    await this.#awaitKept(node);
  }

  /** A node that another command may have started a moment ago. */
  async #awaitKept({ name }: LabNode): Promise<void> {
    const { engine, labels, onNode, signal } = this.#input;
    await awaitReady(engine, { name, container: containerName(labels.instance, name) }, signal);
    onNode(name, 'ready');
  }
}

/** @throws LabError, or Interrupted when the signal was aborted; either way what this run made is gone */
export async function apply(input: ApplyInput): Promise<void> {
  const labels = { ...input.labels, maker: await nameOfThisProcess() };
  const application = new Application({ ...input, labels });
  try {
    await application.run();
  } catch (error) {
    await application.undo();
    if (input.signal.aborted) throw new Interrupted('interrupted', { cause: error });
    throw error;
  }
}
