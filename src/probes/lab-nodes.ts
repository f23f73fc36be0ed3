/** The nodes of a running instance as probes need them: where they are connected, commands in them, addresses that are free. */
import { randomInt } from 'node:crypto';
import { isInSubnet, parseSubnet } from '../util/address.ts';
import { findNode, type Lab, type LabInterface } from '../lab/lab.ts';
import type { Engine, ExecResult } from '../orchestrator/engine.ts';
import { nodeHandle, type Instance, type NodeHandle } from '../orchestrator/instance.ts';
import { askNode } from './ask-node.ts';
import { freshAddresses, type Random } from './fresh-addresses.ts';
import type { Snapshot } from './snapshot.ts';

const TIMEOUT_MS = 30_000;

export class LabNodes {
  readonly #engine: Engine;
  readonly #lab: Lab;
  readonly #instance: Instance;
  readonly #snapshot: Snapshot;
  readonly #signal: AbortSignal;
  readonly #random: Random;
  /** By network. */
  readonly #unused = new Map<string, string[]>();

  constructor(
    engine: Engine,
    lab: Lab,
    instance: Instance,
    snapshot: Snapshot,
    signal: AbortSignal,
    random: Random = randomInt,
  ) {
    this.#random = random;
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
    {
      exits,
      stdin,
      timeoutMs = TIMEOUT_MS,
      what,
    }: { exits?: number[]; stdin?: string; timeoutMs?: number; what?: string } = {},
  ): Promise<ExecResult> {
    const options = {
      timeoutMs,
      signal: this.#signal,
      ...(exits && { exits }),
      ...(stdin !== undefined && { stdin }),
      ...(what !== undefined && { what }),
    };
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

  /** The first network that both are on: device and address of the one there, address and device (`door`) of the other. */
  linkBetween(name: string, other: string): { device: string; source: string; router: string; door: string } {
    for (const own of this.interfacesOf(name)) {
      const there = this.interfacesOf(other).find(({ network }) => network === own.network);
      if (there) return { device: own.name, source: own.address, router: there.address, door: there.name };
    }
    throw new RangeError(`${name} and ${other} share no network`);
  }

  interfacesOf(name: string): LabInterface[] {
    return findNode(this.#lab, name)?.interfaces ?? [];
  }

  /**
   * Addresses of a network that nobody has: no other probe of this run gets them, unless all have been given.
   * @param across they come from all over what is left, and not one after another
   */
  take(network: string, count: number, across = false): string[] {
    const left = this.#unused.get(network) ?? [];
    const addresses = this.#addresses();
    const pool = left.length < count ? freshAddresses(this.#subnetOf(network), addresses, this.#random) : left;
    const known = new Set(addresses.remembered);
    const unknown = pool.filter((one) => !known.has(one));
    // A server that remembers an address of an earlier run may send its answer to the node that had it then.
    const choice = unknown.length < count ? pool : unknown;
    const step = across ? Math.max(1, Math.floor(choice.length / count)) : 1;
    const taken = new Set(choice.filter((_, index) => index % step === 0).slice(0, count));
    this.#unused.set(
      network,
      pool.filter((one) => !taken.has(one)),
    );
    return [...taken];
  }

  #subnetOf(network: string): string {
    return this.#lab.networks.find(({ name }) => name === network)?.subnet ?? '';
  }

  #addresses(): { taken: string[]; remembered: string[]; claimed: string[] } {
    const nodes = this.#lab.nodes.flatMap(({ interfaces }) => interfaces.map(({ address }) => address));
    const seen = Object.values(this.#snapshot);
    const neighbours = seen.flatMap((one) => one.neighbours.map(({ address }) => address));
    const clients = seen.flatMap(({ ipvs }) => ipvs?.clients ?? []);
    const local = seen.flatMap((one) => one.routes.filter(({ type }) => type === 'local'));
    return {
      taken: [...nodes, ...Object.values(this.#lab.vars)],
      remembered: [...neighbours, ...clients],
      claimed: local.flatMap(({ destination }) => (/^(?!127\.).*\//.test(destination) ? [destination] : [])),
    };
  }
}
