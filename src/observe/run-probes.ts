/** The probes on a running instance. Each is sent once a run, however many checks ask for it. */
import { LabError } from '../errors.ts';
import { settleAll } from '../settle.ts';
import type { Engine, ExecResult } from '../orchestrator/engine.ts';
import { nodeHandle, type Instance, type NodeHandle } from '../orchestrator/instance.ts';
import { isInSubnet, parseSubnet } from '../lab/address.ts';
import { findNode, type Lab, type LabInterface } from '../lab/lab.ts';
import { parseArping } from '../parsers/arping.ts';
import { parseConnections } from '../parsers/ipvsadm-connections.ts';
import { concerning, whileCapturing } from './capture.ts';
import { freshAddresses } from './fresh-addresses.ts';
import { HTTP_SCRIPT, parseRequests, PING_SCRIPT, REQUEST_TIMEOUT_MS, WIRE_SCRIPT } from './probe-scripts.ts';
import type {
  FailoverRequest,
  HttpResult,
  Probes,
  ServerFailureRequest,
  TraceRequest,
  TraceResult,
  WireResult,
  WorkloadRequest,
} from './probes.ts';
import { runFailover } from './run-failover.ts';
import { nodeSeen, vrrpInstanceOf, type Snapshot } from './snapshot.ts';
import { latest, predictFailover, predictRemoval, predictReturn } from '../models/vrrp.ts';
import { allDefined } from '../parsers/lines.ts';
import type { ProberSpec } from './prober.ts';
import { runScript, type ActionSeen } from './run-script.ts';
import type { ScriptAction } from './script-run-script.ts';
import { runServerFailure } from './run-server-failure.ts';
import { runWorkload } from './run-workload.ts';
import { SHELL, tool } from './tools.ts';
import { observeInNode } from '../orchestrator/run-in-node.ts';

const TIMEOUT_MS = 30_000;
/** Exit status of arping, and of PING_SCRIPT. */
const NO_REPLY = 1;
/** Exit status of ipvsadm where the kernel has no ip_vs. */
const NO_IP_VS = 2;
/** Fresh addresses of a network that are laid in for workloads and traces. */
const UNUSED = 64;

/** TCP repeats a lost SYN after one second. How long nobody answered is seen by requests that do not wait for that. */
const BEFORE_A_SECOND_SYN_MS = 900;
/** Whether anybody answers at all is seen by requests that do: one packet that got lost is no request that did. */
const AFTER_A_SECOND_SYN_MS = 2500;

export class InstanceProbes implements Probes {
  readonly #engine: Engine;
  readonly #lab: Lab;
  readonly #instance: Instance;
  readonly #snapshot: Snapshot;
  readonly #signal: AbortSignal;
  readonly #sent = new Map<string, Promise<unknown>>();
  /** Addresses for workloads and traces, by network: each has its own. */
  readonly #unused = new Map<string, string[]>();
  /** The workload before this one: many at once are slow on a director with one CPU, and closed connections are forgotten after ten seconds. */
  #working: Promise<unknown> = Promise.resolve();

  constructor(engine: Engine, lab: Lab, instance: Instance, snapshot: Snapshot, signal: AbortSignal) {
    this.#engine = engine;
    this.#lab = lab;
    this.#instance = instance;
    this.#snapshot = snapshot;
    this.#signal = signal;
  }

  http(from: string, url: string, count: number, uploadBytes = 0): Promise<HttpResult[]> {
    return this.#once(['http', from, url, count, uploadBytes], async () => {
      const upload = uploadBytes > 0 ? [String(uploadBytes)] : [];
      const command = [...SHELL, HTTP_SCRIPT, 'sh', url, String(count), ...upload];
      const { stdout } = await this.#run(from, command, { timeoutMs: TIMEOUT_MS + count * REQUEST_TIMEOUT_MS });
      return parseRequests(stdout, count);
    });
  }

  wire(from: string, url: string, sources: number, director: string): Promise<WireResult> {
    return this.#once(['wire', from, url, sources, director], async () => {
      const vip = new URL(url).hostname;
      const client = this.#interfaceTo(from, vip);
      const addresses = freshAddresses(this.#subnetOf(client.network), this.#addresses(), sources, Date.now());
      // A director that rewrites addresses or wraps packets up leaves those of the clients alone.
      const filter = `arp or ip proto 4 or (tcp and (${addresses.map((address) => `host ${address}`).join(' or ')}))`;
      const captures = [
        { node: this.#node(from), device: client.name, filter },
        ...this.#interfacesOf(director).map(({ name }) => ({ node: this.#node(director), device: name, filter })),
      ];
      const { result, frames } = await whileCapturing(
        this.#engine,
        captures,
        () => this.#run(from, [...SHELL, WIRE_SCRIPT, 'sh', client.name, url, ...addresses]),
        this.#signal,
      );
      const [atClient = [], ...atDirector] = frames.map((seen) => concerning(addresses, seen));
      return { requests: parseRequests(result.stdout, addresses.length), atClient, atDirector: atDirector.flat() };
    });
  }

  arp(from: string, address: string): ReturnType<Probes['arp']> {
    return this.#once(['arp', from, address], async () => {
      const { name } = this.#interfaceTo(from, address);
      const command = [tool('arping'), '-i', name, '-c', '3', '-W', '0.1', address];
      const { stdout } = await this.#run(from, command, { exits: [0, NO_REPLY] });
      return parseArping(stdout);
    });
  }

  ping(from: string, address: string): Promise<boolean> {
    return this.#once(['ping', from, address], async () => {
      const command = [...SHELL, PING_SCRIPT, 'sh', address];
      const { exitCode } = await this.#run(from, command, { exits: [0, NO_REPLY] });
      return exitCode === 0;
    });
  }

  workload({ from, director, sources, ...spec }: WorkloadRequest): ReturnType<Probes['workload']> {
    const client = this.#interfaceTo(from, spec.vips[0] ?? '');
    const run = (node: string) => async (command: string[]) => (await this.#run(node, command)).stdout;
    const addresses = this.#take(client.network, sources);
    const work = () => runWorkload(run(from), run(director), { ...spec, device: client.name, sources: addresses });
    const mine = this.#working.then(work);
    this.#working = mine.catch(() => {});
    return mine;
  }

  async trace({ from, nodes, urls, sources }: TraceRequest): Promise<TraceResult> {
    const client = this.#interfaceTo(from, new URL(urls[0] ?? '').hostname);
    const lists = urls.map((url) => [url, ...this.#take(client.network, sources)]);
    const places = nodes.flatMap((name) => this.#interfacesOf(name).map((device) => ({ name, device: device.name })));
    const { result, frames } = await whileCapturing(
      this.#engine,
      places.map(({ name, device }) => ({ node: this.#node(name), device, filter: 'tcp or ip proto 4' })),
      () => settleAll(lists.map((list) => this.#run(from, [...SHELL, WIRE_SCRIPT, 'sh', client.name, ...list]))),
      this.#signal,
    );
    const requests = result.map(({ stdout }) => parseRequests(stdout, sources));
    return { requests, frames: places.map(({ name }, index) => ({ node: name, frames: frames[index] ?? [] })) };
  }

  /** Never remembered: a table is asked for after the traffic that fills it. */
  async connections(node: string): ReturnType<Probes['connections']> {
    const { stdout } = await this.#run(node, [tool('ipvsadm'), '-Lnc'], { exits: [0, NO_IP_VS] });
    return parseConnections(stdout);
  }

  async failover(request: FailoverRequest): ReturnType<Probes['failover']> {
    const { from, url, director, backup, trigger, intervalMs, download } = request;
    const client = this.#asking(from, url, { intervalMs, patienceMs: BEFORE_A_SECOND_SYN_MS });
    const { address } = client;
    const active = vrrpInstanceOf(this.#snapshot, director, address);
    const standby = vrrpInstanceOf(this.#snapshot, backup, address);
    if (!active || !standby) return undefined;
    // keepalived waits by what tracking left of the priority.
    const timers = { ...standby, priority: standby.effectivePriority };
    const broken = this.#node(director);
    const preempts = active.preempt;
    const seen = await runFailover(
      this.#engine,
      {
        client,
        clientDevice: this.#interfaceTo(from, address).name,
        director: broken,
        directorDevice: this.#interfaceTo(director, address).name,
        backup: this.#node(backup),
        trigger,
        timers,
        preempts,
        download,
      },
      this.#signal,
    );
    const keepsServing = trigger === 'kill' || (trigger === 'pause' && broken.kernel === 'host');
    return { ...seen, prediction: predictFailover(timers, trigger, keepsServing), timers, preempts };
  }

  async serverFailure(request: ServerFailureRequest): ReturnType<Probes['serverFailure']> {
    const { from, url, director, servers, failure, intervalMs } = request;
    const client = this.#asking(from, url, { intervalMs, patienceMs: AFTER_A_SECOND_SYN_MS });
    const failing = servers.map((name) => {
      const { name: device, address } = this.#interfaceTo(name, client.address);
      return { node: this.#node(name), device, address };
    });
    const checkers = nodeSeen(this.#snapshot, director).keepalived?.checkers ?? [];
    const mine = failing.map(({ address }) =>
      checkers.find(({ service, server }) => service?.address === client.address && server.address === address),
    );
    const timers = allDefined(mine);
    if (!timers) return undefined;
    const removal = latest(timers.map((one) => predictRemoval(one, failure === 'service')));
    const comeback = latest(timers.map((one) => predictReturn(one, failure === 'service')));
    const others = Object.entries(this.#snapshot)
      .filter(([name, { keepalived }]) => name !== director && (keepalived?.checkers.length ?? 0) > 0)
      .map(([name]) => this.#node(name));
    const spec = { client, director: this.#node(director), others, servers: failing, failure, removal, comeback };
    return { ...(await runServerFailure(this.#engine, spec, this.#signal)), removal, comeback };
  }

  script(nodes: string[], path: string, actions: ScriptAction[]): Promise<ActionSeen[][]> {
    return settleAll(nodes.map((name) => runScript(this.#engine, this.#node(name), path, actions, this.#signal)));
  }

  #take(network: string, count: number): string[] {
    const left = this.#unused.get(network) ?? [];
    const laidIn =
      left.length < count ? freshAddresses(this.#subnetOf(network), this.#addresses(), UNUSED, Date.now()) : left;
    this.#unused.set(network, laidIn.slice(count));
    return laidIn.slice(0, count);
  }

  #asking(from: string, url: string, pace: Pick<ProberSpec, 'intervalMs' | 'patienceMs'>): ProberSpec {
    const { hostname: address, port, pathname: path } = new URL(url);
    return { node: this.#node(from), address, port: Number(port || 80), path, ...pace };
  }

  #once<T>(key: (string | number)[], send: () => Promise<T>): Promise<T> {
    const name = JSON.stringify(key);
    const sent = this.#sent.get(name) ?? send();
    this.#sent.set(name, sent);
    return sent as Promise<T>;
  }

  #node(name: string): NodeHandle {
    return nodeHandle(this.#instance, name);
  }

  /**
   * @param exits the exit statuses of a command that did its work, whatever it found
   * @throws LabError NODE_UNRESPONSIVE for any other: `ssh` has 255 when a node's own kernel is gone, and what was not
   * asked must not look like what was not answered
   */
  async #run(
    name: string,
    command: string[],
    { exits = [0], timeoutMs = TIMEOUT_MS }: { exits?: number[]; timeoutMs?: number } = {},
  ): Promise<ExecResult> {
    const result = await observeInNode(this.#engine, this.#node(name), command, { timeoutMs, signal: this.#signal });
    if (exits.includes(result.exitCode)) return result;
    const said = result.stderr.trim().split('\n').at(-1) || 'nothing';
    throw new LabError(
      'NODE_UNRESPONSIVE',
      `${name}: ${command[0]} ended with exit status ${result.exitCode} (it said: ${said}), expected ${exits.join(' or ')}`,
      { hint: '`lab reset` builds the nodes anew.' },
    );
  }

  /** The interface of a node on the network that `address` lies in; its first one for addresses elsewhere. */
  #interfaceTo(name: string, address: string): LabInterface {
    const interfaces = this.#interfacesOf(name);
    const near = interfaces.find(({ network }) => {
      const subnet = parseSubnet(this.#subnetOf(network));
      return subnet !== undefined && isInSubnet(address, subnet);
    });
    const found = near ?? interfaces[0];
    if (!found) throw new RangeError(`node ${name} has no interface`);
    return found;
  }

  #interfacesOf(name: string): LabInterface[] {
    return findNode(this.#lab, name)?.interfaces ?? [];
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
