/** The probes on a running instance. Each is sent once a run, however many checks ask for it. */
import { settleAll } from '../util/settle.ts';
import type { Engine } from '../orchestrator/engine.ts';
import type { Instance } from '../orchestrator/instance.ts';
import type { Lab } from '../lab/lab.ts';
import { watchArrivals } from './arrivals.ts';
import { FILE_SCRIPT, PING_SCRIPT } from './probe-scripts.ts';
import type {
  ArpMatrixRequest,
  CarriedSeen,
  Delivery,
  DrainRequest,
  FailoverRequest,
  PageWishes,
  Probes,
  ServerFailureRequest,
  ServiceRequest,
  TraceRequest,
  TraceResult,
  WireResult,
  WorkloadRequest,
} from './probes.ts';
import type { HttpResult } from './http-result.ts';
import type { Random } from './fresh-addresses.ts';
import { runArp, type ArpRoom } from './run-arp.ts';
import { arpMatrixSpec, runArpMatrix } from './run-arp-matrix.ts';
import type { RouteAnswer, ActionSeen, ScriptAction } from './results.ts';
import { runCarried } from './run-carried.ts';
import { runDelivery } from './run-delivery.ts';
import { runReplies } from './run-replies.ts';
import { runRoutes } from './run-routes.ts';
import { runTrace } from './run-trace.ts';
import { runDrain } from './run-drain.ts';
import { runFollow } from './run-follow.ts';
import { runFailover, type Tell } from './run-failover.ts';
import { nodeSeen, vrrpInstanceOf, type Snapshot } from './snapshot.ts';
import { earliest, latest, predictFailover, predictRemoval, predictReturn } from '../models/vrrp.ts';
import { LabNodes } from './lab-nodes.ts';
import { checkersOf } from '../parsers/keepalived-checkers.ts';
import { legible } from '../parsers/legible.ts';
import type { ProberSpec } from './prober.ts';
import { askOnce, askPages } from './run-pages.ts';
import { runWire } from './run-wire.ts';
import { runScript } from './run-script.ts';
import { runServerFailure } from './run-server-failure.ts';
import { runSynBurst } from './run-syn-burst.ts';
import { runWorkload } from './run-workload.ts';
import { whileWatchingTable } from './table.ts';
import { SHELL } from './tools.ts';

/** Exit status of PING_SCRIPT. */
const NO_REPLY = 1;
/** Of FILE_SCRIPT. */
const NO_FILE = 1;

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
  readonly #nodes: LabNodes;
  readonly #room: ArpRoom;
  readonly #sent = new Map<string, Promise<unknown>>();
  /** The workload before this one: many at once are slow on a director with one CPU, and closed connections are forgotten after ten seconds. */
  #working: Promise<unknown> = Promise.resolve();

  /** Told of a failover while it goes on. */
  tellOfFailover: Tell | undefined;

  constructor(engine: Engine, lab: Lab, instance: Instance, snapshot: Snapshot, signal: AbortSignal, random?: Random) {
    this.#engine = engine;
    this.#lab = lab;
    this.#instance = instance;
    this.#snapshot = snapshot;
    this.#signal = signal;
    this.#nodes = new LabNodes(engine, lab, instance, snapshot, signal, random);
    this.#room = { engine, instance, nodes: this.#nodes, snapshot, signal };
  }

  http(from: string, url: string, count: number, wishes: PageWishes = {}): Promise<HttpResult[]> {
    const { uploadBytes = 0, pages = [], director = '' } = wishes;
    return this.#once(['http', from, url, count, uploadBytes, director, ...pages], () =>
      askPages({ nodes: this.#nodes, snapshot: this.#snapshot }, from, url, count, wishes),
    );
  }

  wire(from: string, url: string, sources: number, director: string, round = 0): Promise<WireResult> {
    return this.#once(['wire', from, url, sources, director, round], () =>
      runWire(this.#room, { from, url, sources, director }),
    );
  }

  follow: Probes['follow'] = (request) =>
    this.#once(['follow', JSON.stringify(request)], () => runFollow(this.#engine, this.#nodes, request, this.#signal));

  arp(from: string, address: string, network = ''): ReturnType<Probes['arp']> {
    return this.#once(['arp', from, address, network], () => runArp(this.#room, from, address, network));
  }

  ping(from: string, address: string): Promise<boolean> {
    return this.#once(['ping', from, address], async () => {
      const { name: device, network } = this.#nodes.interfaceTo(from, address);
      const [source = ''] = this.#nodes.take(network, 1);
      const command = [...SHELL, PING_SCRIPT, 'sh', device, source, address];
      const { exitCode } = await this.#nodes.run(from, command, { exits: [0, NO_REPLY], what: `ping ${address}` });
      return exitCode === 0;
    });
  }

  deliver(from: string, node: string, url: string): Promise<Delivery> {
    return this.#once(['deliver', from, node, url], () => runDelivery(this.#room, { from, node, url }));
  }

  replies: Probes['replies'] = (request) =>
    this.#once(['replies', JSON.stringify(request)], () => runReplies(this.#room, request));

  routes(node: string, source: string | undefined, addresses: string[]): Promise<RouteAnswer[]> {
    return this.#once(['routes', node, source ?? '', ...addresses], () =>
      runRoutes(this.#nodes, node, source, addresses),
    );
  }

  workload({ from, director, sources, ...spec }: WorkloadRequest): ReturnType<Probes['workload']> {
    const client = this.#nodes.interfaceTo(from, spec.vips[0] ?? '');
    const run = (node: string) => async (command: string[]) =>
      (await this.#nodes.run(node, command, { what: 'a workload' })).stdout;
    const addresses = this.#nodes.take(client.network, sources);
    const work = () => runWorkload(run(from), run(director), { ...spec, device: client.name, sources: addresses });
    const mine = this.#working.then(work);
    this.#working = mine.catch(() => {});
    return mine;
  }

  arrivals(servers: string[], address: string, port: number, seconds: number): ReturnType<Probes['arrivals']> {
    const doors = servers.map((name) => ({
      node: this.#nodes.node(name),
      device: this.#nodes.interfaceTo(name, address).name,
    }));
    const watch = () => watchArrivals(this.#engine, doors, { address, port, seconds }, this.#signal);
    return this.#once(['arrivals', ...servers, address, port, seconds], watch);
  }

  trace(request: TraceRequest): Promise<TraceResult> {
    return runTrace(this.#room, request);
  }

  carried(request: ServiceRequest): Promise<CarriedSeen | undefined> {
    const { from, director, address, port } = request;
    return this.#once(['carried', from, director, address, port], async () => {
      if (!nodeSeen(this.#snapshot, director).ipvs?.services.length) return undefined;
      return runCarried(this.#room, request);
    });
  }

  /** Never remembered: an entry of the table is of one request. */
  tracked: Probes['tracked'] = ({ from, url, director }, work) =>
    whileWatchingTable(this.#engine, this.#nodes.node(director), (look) =>
      work({ send: () => askOnce(this.#nodes, from, url), look }),
    );

  async failover(request: FailoverRequest): ReturnType<Probes['failover']> {
    const { from, url, director, backup, trigger, intervalMs, pages, takesBack, download, toleranceMs } = request;
    const client = this.#asking(from, url, { intervalMs, pages, patienceMs: BEFORE_A_SECOND_SYN_MS });
    const { address } = client;
    const active = vrrpInstanceOf(this.#snapshot, director, address);
    const standby = vrrpInstanceOf(this.#snapshot, backup, address);
    if (!active || !standby) return undefined;
    // keepalived waits by what tracking left of the priority.
    const timers = { ...standby, priority: standby.effectivePriority };
    const broken = this.#nodes.node(director);
    const preempts = active.preempt;
    const spec = {
      client,
      clientDevice: this.#nodes.interfaceTo(from, address).name,
      director: broken,
      directorDevice: this.#nodes.interfaceTo(director, address).name,
      backup: this.#nodes.node(backup),
      trigger,
      timers,
      preempts,
      takesBack,
      download,
      tell: this.tellOfFailover,
    };
    const keepsServing = trigger === 'kill' || (trigger === 'pause' && broken.kernel === 'host');
    const prediction = predictFailover(timers, trigger, keepsServing);
    const seen = await runFailover(this.#engine, spec, prediction.outageMs.max + toleranceMs, this.#signal);
    return { ...seen, prediction, timers, preempts };
  }

  async serverFailure(request: ServerFailureRequest): ReturnType<Probes['serverFailure']> {
    const { from, url, director, servers, failure, intervalMs, pages } = request;
    const client = this.#asking(from, url, { intervalMs, pages, patienceMs: AFTER_A_SECOND_SYN_MS });
    const failing = servers.map((name) => {
      const { name: device, address } = this.#nodes.interfaceTo(name, client.address);
      return { node: this.#nodes.node(name), device, address };
    });
    const checkers = nodeSeen(this.#snapshot, director).keepalived?.checkers ?? [];
    const timers = failing.map(({ address }) => checkersOf(checkers, client.address, address));
    if (timers.some((all) => all.length === 0)) return undefined;
    const refuses = failure === 'service';
    const removal = latest(timers.map((all) => earliest(all.map((one) => predictRemoval(one, refuses)))));
    const comeback = latest(timers.flat().map((one) => predictReturn(one, refuses)));
    const others = Object.entries(this.#snapshot)
      .filter(([name, { keepalived }]) => name !== director && (keepalived?.checkers.length ?? 0) > 0)
      .map(([name]) => this.#nodes.node(name));
    const spec = { client, director: this.#nodes.node(director), others, servers: failing, failure, removal, comeback };
    return { ...(await runServerFailure(this.#engine, spec, this.#signal)), removal, comeback };
  }

  drain({ from, director, address, port, mark }: DrainRequest): ReturnType<Probes['drain']> {
    return this.#once(['drain', from, director, address, port, mark ?? 0], () => {
      const client = this.#nodes.interfaceTo(from, address);
      const spec = {
        client: this.#nodes.node(from),
        device: client.name,
        sources: this.#nodes.take(client.network, 2),
      };
      return runDrain(
        this.#engine,
        { ...spec, director: this.#nodes.node(director), address, port, mark },
        this.#signal,
      );
    });
  }

  synBurst({ from, director, address, port }: ServiceRequest, count: number): ReturnType<Probes['synBurst']> {
    return this.#once(['synBurst', from, director, address, port, count], () => {
      const [source = ''] = this.#nodes.take(this.#nodes.interfaceTo(from, address).network, 1);
      const spec = {
        client: this.#nodes.node(from),
        source,
        director: this.#nodes.node(director),
        address,
        port,
        count,
      };
      return runSynBurst(this.#engine, spec, this.#signal);
    });
  }

  script(nodes: string[], path: string, actions: ScriptAction[]): Promise<ActionSeen[][]> {
    return settleAll(nodes.map((name) => runScript(this.#engine, this.#nodes.node(name), path, actions, this.#signal)));
  }

  unused(node: string): string {
    const [address = ''] = this.#nodes.take(this.#nodes.interfacesOf(node)[0]?.network ?? '', 1);
    return address;
  }

  file(node: string, path: string): Promise<string | undefined> {
    return this.#once(['file', node, path], async () => {
      const options = { exits: [0, NO_FILE], what: `the file ${path}` };
      const { exitCode, stdout } = await this.#nodes.run(node, [...SHELL, FILE_SCRIPT, 'sh', path], options);
      return exitCode === 0 ? stdout : undefined;
    });
  }

  arpMatrix(request: ArpMatrixRequest): ReturnType<Probes['arpMatrix']> {
    return this.#once(['arp-matrix', JSON.stringify(request)], () => {
      const spec = arpMatrixSpec(this.#lab, this.#instance, this.#snapshot, request, (network, count) =>
        this.#nodes.take(network, count),
      );
      return runArpMatrix(this.#engine, spec, this.#signal);
    });
  }

  #asking(from: string, url: string, pace: Pick<ProberSpec, 'intervalMs' | 'patienceMs' | 'pages'>): ProberSpec {
    const { hostname: address, port, pathname: path } = new URL(url);
    return { node: this.#nodes.node(from), address, port: Number(port || 80), path, ...pace };
  }

  #once<T>(key: (string | number)[], send: () => Promise<T>): Promise<T> {
    const name = JSON.stringify(key);
    const sent = this.#sent.get(name) ?? legible(`what came of ${key.join(' ')}`, send);
    this.#sent.set(name, sent);
    return sent as Promise<T>;
  }
}
