/** The nodes of a running instance as probes need them: where they are connected, commands in them, addresses that are free. */
import { LabError } from '../errors.ts';
import { isInSubnet, parseSubnet } from '../lab/address.ts';
import { findNode, type Lab, type LabInterface } from '../lab/lab.ts';
import type { Engine, ExecResult } from '../orchestrator/engine.ts';
import { nodeHandle, type Instance, type NodeHandle } from '../orchestrator/instance.ts';
import { observeInNode } from '../orchestrator/run-in-node.ts';
import { freshAddresses } from './fresh-addresses.ts';
import type { Snapshot } from './snapshot.ts';

const TIMEOUT_MS = 30_000;

/** @param what names the node and what ran there */
export function unexpectedExit(what: string, exitCode: number, output: string, expected: number[]): LabError {
  const said = output.trim().split('\n').at(-1) || 'nothing';
  return new LabError(
    'NODE_UNRESPONSIVE',
    `${what} ended with exit status ${exitCode} (it said: ${said}), expected ${expected.join(' or ')}`,
    { hint: '`lab reset` builds the nodes anew.' },
  );
}

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

  node(name: string): NodeHandle {
    return nodeHandle(this.#instance, name);
  }

  /**
   * @param exits the exit statuses of a command that did its work, whatever it found
   * @throws LabError NODE_UNRESPONSIVE for any other: `ssh` has 255 when a node's own kernel is gone, and what was not
   * asked must not look like what was not answered
   */
  async run(
    name: string,
    command: string[],
    { exits = [0], timeoutMs = TIMEOUT_MS }: { exits?: number[]; timeoutMs?: number } = {},
  ): Promise<ExecResult> {
    const result = await observeInNode(this.#engine, this.node(name), command, { timeoutMs, signal: this.#signal });
    if (exits.includes(result.exitCode)) return result;
    throw unexpectedExit(`${name}: ${command[0]}`, result.exitCode, result.stderr, exits);
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
