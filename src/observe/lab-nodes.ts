/** The nodes of a running instance as probes need them: where they are connected, commands in them, addresses that are free. */
import { isInSubnet, parseSubnet } from '../lab/address.ts';
import { findNode, type Lab, type LabInterface } from '../lab/lab.ts';
import type { Engine, ExecResult } from '../orchestrator/engine.ts';
import { nodeHandle, type Instance, type NodeHandle } from '../orchestrator/instance.ts';
import { askNode } from './ask-node.ts';
import { freshAddresses } from './fresh-addresses.ts';
import type { Snapshot } from './snapshot.ts';

const TIMEOUT_MS = 30_000;

export class LabNodes {
  readonly #engine: Engine;
  readonly #lab: Lab;
  readonly #instance: Instance;
  readonly #snapshot: Snapshot;
  readonly #signal: AbortSignal;
  /** By network. */
  readonly #unused = new Map<string, string[]>();

  constructor(engine: Engine, lab: Lab, instance: Instance, snapshot: Snapshot, signal: AbortSignal) {
    this.#engine = engine;
    this.#lab = lab;
    this.#instance = instance;
    this.#snapshot = snapshot;
    this.#signal = signal;
  }

  get names(): string[] {
    return this.#lab.nodes.map(({ name }) => name);
  }

  node(name: string): NodeHandle {
    return nodeHandle(this.#instance, name);
  }

  /** As askNode, which names its errors. */
  run(
    name: string,
    command: string[],
    { exits, stdin, timeoutMs = TIMEOUT_MS }: { exits?: number[]; stdin?: string; timeoutMs?: number } = {},
  ): Promise<ExecResult> {
    const options = { timeoutMs, signal: this.#signal, ...(exits && { exits }), ...(stdin !== undefined && { stdin }) };
    return askNode(this.#engine, this.node(name), command, options);
  }

  /** The interface of a node on the network that `address` lies in; its first one for addresses elsewhere. */
  interfaceTo(name: string, address: string): LabInterface {
    const interfaces = this.interfacesOf(name);
    const near = interfaces.find(({ network }) => {
      const subnet = parseSubnet(this.#subnetOf(network));
      return subnet !== undefined && isInSubnet(address, subnet);
    });
    const found = near ?? interfaces[0];
    if (!found) throw new RangeError(`node ${name} has no interface`);
    return found;
  }

  interfacesOf(name: string): LabInterface[] {
    return findNode(this.#lab, name)?.interfaces ?? [];
  }

  /** Addresses of a network that nobody has: no other probe of this run gets them, unless all have been given. */
  take(network: string, count: number): string[] {
    const left = this.#unused.get(network) ?? [];
    const pool = left.length < count ? freshAddresses(this.#subnetOf(network), this.#addresses(), Date.now()) : left;
    this.#unused.set(network, pool.slice(count));
    return pool.slice(0, count);
  }

  #subnetOf(network: string): string {
    return this.#lab.networks.find(({ name }) => name === network)?.subnet ?? '';
  }

  #addresses(): { taken: string[]; remembered: string[] } {
    const nodes = this.#lab.nodes.flatMap(({ interfaces }) => interfaces.map(({ address }) => address));
    const neighbours = Object.values(this.#snapshot).flatMap((seen) => seen.neighbours);
    return {
      taken: [...nodes, ...Object.values(this.#lab.vars)],
      remembered: neighbours.map(({ address }) => address),
    };
  }
}
