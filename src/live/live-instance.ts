/** An instance as it is now: one observer per node, and what the engine says of its containers. */
import type { MachineView } from '../contract/views.ts';
import { LabError } from '../util/errors.ts';
import type { Lab } from '../lab/lab.ts';
import type { NodeSnapshot, Snapshot } from '../probes/snapshot.ts';
import type { Engine } from '../orchestrator/engine.ts';
import { cutOffNodes, findInstance, type Instance } from '../orchestrator/instance.ts';
import { machineView } from './machine-view.ts';
import { Observer } from './observer.ts';
import type { NodeSeen } from './parts.ts';

/** Between two questions to the engine which containers run. */
const ENGINE_MS = 1000;

export type InstanceState = 'running' | 'gone' | 'unreachable';

export interface LiveEvents {
  onMachine: (machine: MachineView) => void;
  onState: (state: InstanceState) => void;
}

interface Watched {
  container: string;
  observer: Observer;
}

export class LiveInstance {
  readonly #engine: Engine;
  readonly #lab: Lab;
  readonly #events: LiveEvents;
  readonly #observers = new Map<string, Watched>();
  readonly #seen = new Map<string, NodeSeen>();
  readonly #views = new Map<string, string>();
  #instance: Instance;
  #state: InstanceState = 'running';
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #asking: Promise<void> = Promise.resolve();

  constructor(engine: Engine, lab: Lab, instance: Instance, events: LiveEvents) {
    this.#engine = engine;
    this.#lab = lab;
    this.#instance = instance;
    this.#events = events;
    this.#watch();
    this.#again();
  }

  get instance(): Instance {
    return this.#instance;
  }

  get state(): InstanceState {
    return this.#state;
  }

  get machines(): MachineView[] {
    return this.#lab.nodes.map(({ name }) => this.#view(name));
  }

  /** What is known of all nodes; undefined while one of them has not been seen. */
  get snapshot(): Snapshot | undefined {
    const all = this.#snapshots();
    const isWhole =
      this.#state === 'running' && this.machines.every(({ state, isSeen }) => state === 'running' && isSeen);
    return isWhole ? all : undefined;
  }

  /** Something happened on this node: it is looked at now. */
  look(node: string): void {
    this.#observers.get(node)?.observer.look();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#asking;
    await Promise.all([...this.#observers.values()].map(({ observer }) => observer.stop()));
  }

  #snapshots(): Record<string, NodeSnapshot> {
    return Object.fromEntries([...this.#seen].map(([name, { snapshot }]) => [name, snapshot]));
  }

  #view(name: string): MachineView {
    const node = this.#lab.nodes.find((one) => one.name === name);
    if (!node) throw new RangeError(`no node ${name}`);
    const handle = this.#instance.nodes.find((one) => one.name === name);
    const state = {
      container: this.#state === 'gone' ? undefined : handle?.state,
      kernel: handle?.kernel ?? 'host',
      isCutOff: cutOffNodes(this.#lab, this.#instance).includes(name),
      seen: this.#seen.get(name),
    } as const;
    return machineView(this.#lab, node, state, this.#snapshots());
  }

  /** Tells of the machines that look different now. A MAC that one has may name an entry of another. */
  #tell(): void {
    for (const machine of this.machines) {
      const text = JSON.stringify(machine);
      if (this.#views.get(machine.name) === text) continue;
      this.#views.set(machine.name, text);
      this.#events.onMachine(machine);
    }
  }

  #again(): void {
    this.#timer = setTimeout(() => {
      this.#asking = this.#ask().finally(() => {
        if (!this.#isStopped) this.#again();
      });
    }, ENGINE_MS);
  }

  async #ask(): Promise<void> {
    let state: InstanceState = 'running';
    try {
      const found = await findInstance(this.#engine, this.#instance.name);
      if (found?.lab === this.#lab.id && found.nodes.length > 0) this.#instance = found;
      else state = 'gone';
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      state = 'unreachable';
    }
    const isNew = state !== this.#state;
    this.#state = state;
    if (!this.#isStopped && state !== 'unreachable') this.#watch();
    if (isNew) this.#events.onState(state);
    this.#tell();
  }

  /** Observes each node that runs; a container that was made anew has a new observer. */
  #watch(): void {
    const running = new Map<string, string>();
    for (const { labels, state, id, name } of this.#instance.containers) {
      const node = this.#instance.nodes.find(({ container }) => container === name);
      const isThere = this.#state === 'running' && (state === 'running' || state === 'paused');
      if (node && labels && isThere) running.set(node.name, id);
    }
    for (const [name, { container, observer }] of this.#observers) {
      if (running.get(name) === container) continue;
      this.#observers.delete(name);
      this.#seen.delete(name);
      void observer.stop().catch(() => {});
    }
    for (const [name, container] of running) {
      const node = this.#instance.nodes.find((one) => one.name === name);
      if (!node || node.state !== 'running' || this.#observers.has(name)) continue;
      const observer = new Observer(this.#engine, node, { onSeen: (seen) => this.#take(name, container, seen) });
      this.#observers.set(name, { container, observer });
    }
  }

  #take(name: string, container: string, seen: NodeSeen | undefined): void {
    if (this.#isStopped || this.#observers.get(name)?.container !== container) return;
    if (seen) this.#seen.set(name, seen);
    else this.#seen.delete(name);
    this.#tell();
  }
}
