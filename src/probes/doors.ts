/**
 * The machine's ends of the links of nodes. What comes in there has left that node, whatever MAC it names, and who looks on
 * there is nothing that the node can see, stop or deceive.
 */
import { logged } from '../util/log.ts';
import { z } from 'zod';
import { LabError } from '../util/errors.ts';
import type { Engine } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { holdingSessions, holdSession } from '../orchestrator/session.ts';
import { startTool, type Tool } from '../orchestrator/tool-container.ts';
import { ParseError } from '../parsers/parse-error.ts';
import { bothSettled, settleAll } from '../util/settle.ts';
import { legible } from '../parsers/legible.ts';
import { tool } from './tools.ts';

const TIMEOUT_MS = 15_000;

const linkRows = z.array(
  z.object({
    ifname: z.string().optional(),
    ifindex: z.int().optional(),
    /** Of the other end. */
    link_index: z.int().optional(),
    /** There when the other end is in another network namespace. */
    link_netnsid: z.int().optional(),
  }),
);

/** A device that leads out of where it was listed, and the number of its other end. */
interface Cable {
  name: string;
  index: number;
  otherEnd: number;
}

/**
 * The devices that lead elsewhere, of what `ip -j link` and `ip -j address` print. A device that a student makes in a node leads nowhere, or to
 * the node itself.
 * @throws ParseError
 */
export function parseCables(output: string): Cable[] {
  let data: unknown;
  try {
    data = JSON.parse(output);
  } catch {
    throw new ParseError('links as JSON', 1, output.slice(0, 200));
  }
  const { success, data: rows } = linkRows.safeParse(data);
  if (!success) throw new ParseError('a list of links', 1, output.slice(0, 200));
  return rows.flatMap((row) => {
    const { ifname: name, ifindex: index, link_index: otherEnd, link_netnsid: elsewhere } = row;
    return elsewhere !== undefined && name !== undefined && index !== undefined && otherEnd !== undefined
      ? [{ name, index, otherEnd }]
      : [];
  });
}

export interface Doors {
  /** Container in the engine's own network, where the ends are. */
  container: string;
  /** Device there to what leads out of a node: `vethb1f` → node web01, device eth0; `index` is the device's number there. */
  ends: Map<string, { node: string; device: string; index: number }>;
}

/** Each capture is a process with a buffer of some MiB. */
const SPEC = {
  use: 'eye',
  network: 'host' as const,
  capabilities: ['NET_RAW'],
  memoryBytes: 512 * 1024 ** 2,
  pidsLimit: 512,
};

/** The container ends by itself after two minutes: who comes later than this starts another one. */
const SHARED_MS = 20_000;

interface Shared {
  users: number;
  startedAt: number;
  starting: Promise<Tool>;
  /** Of the machine: when it was found, and what. */
  ours?: { at: number; found: Promise<Cable[]> };
}

/** One for all who look on at the same time. */
const open = new WeakMap<Engine, Shared>();

interface Share {
  container: string;
  shared: Shared;
  leave: () => Promise<void>;
}

/** With a session for all that runs in it. */
async function startEye(engine: Engine, image: string): Promise<Tool> {
  const { container, remove } = await startTool(engine, { ...SPEC, image });
  const release = holdSession(engine, container);
  const end = async (): Promise<void> => {
    release();
    await remove();
  };
  return { container, remove: end };
}

function find(engine: Engine, image: string): Shared {
  const now = performance.now();
  const known = open.get(engine);
  if (known !== undefined && now - known.startedAt < SHARED_MS) return known;
  const shared: Shared = { users: 0, startedAt: now, starting: startEye(engine, image) };
  open.set(engine, shared);
  return shared;
}

async function share(engine: Engine, image: string): Promise<Share> {
  const shared = find(engine, image);
  shared.users += 1;
  const forget = (): void => {
    shared.users -= 1;
    if (shared.users === 0 && open.get(engine) === shared) open.delete(engine);
  };
  const leave = async (): Promise<void> => {
    forget();
    if (shared.users === 0) await (await shared.starting).remove();
  };
  try {
    return { container: (await shared.starting).container, shared, leave };
  } catch (error) {
    forget();
    throw error;
  }
}

async function listCables(engine: Engine, container: string, name: string): Promise<Cable[]> {
  const options = { timeoutMs: TIMEOUT_MS, what: `${name}: its links` };
  const { stdout } = await engine.exec(container, [tool('ip'), '-j', 'link'], options);
  return legible(`${name}: its links`, async () => parseCables(stdout));
}

/** What was found before, by containers. Those that were booted since have others: `findEnds` notices. */
const found = new WeakMap<Engine, Map<string, Promise<Cable[]>>>();

function noted(engine: Engine): Map<string, Promise<Cable[]>> {
  const notes = found.get(engine) ?? new Map<string, Promise<Cable[]>>();
  found.set(engine, notes);
  return notes;
}

/** Who has asked a node for its addresses has its links too. @param output of `ip -j address`, in the node's container */
export const noteLinks = (engine: Engine, { container }: NodeHandle, output: string): void =>
  void noted(engine).set(container, Promise.resolve(parseCables(output)));

function cablesOf(engine: Engine, node: NodeHandle, isAnew = false): Promise<Cable[]> {
  const notes = noted(engine);
  const known = isAnew ? undefined : notes.get(node.container);
  const cables = known ?? listCables(engine, node.container, node.name);
  notes.set(node.container, cables);
  return cables;
}

/** Nodes are not booted so soon one after another. */
const OURS_MS = 2000;

function ourCables(engine: Engine, { container, shared }: Share): Promise<Cable[]> {
  const now = performance.now();
  const isYoung = shared.ours !== undefined && now - shared.ours.at < OURS_MS;
  shared.ours =
    isYoung && shared.ours ? shared.ours : { at: now, found: listCables(engine, container, 'this machine') };
  return shared.ours.found;
}

async function findEnds(engine: Engine, mine: Share, nodes: NodeHandle[]): Promise<Doors['ends']> {
  const [ours, theirs] = await bothSettled(
    ourCables(engine, mine),
    settleAll(nodes.map((node) => cablesOf(engine, node))),
  );
  const endOfCable = ({ index, otherEnd }: Cable): Cable | undefined =>
    ours.find((one) => one.index === otherEnd && one.otherEnd === index);
  const rows = await settleAll(
    nodes.map(async (node, position) => {
      const known = theirs[position] ?? [];
      // A node that was booted meanwhile has other links.
      const isThere = known.every((cable) => endOfCable(cable) !== undefined);
      const cables = isThere ? known : await cablesOf(engine, node, true);
      return cables.flatMap((cable) => {
        const end = endOfCable(cable);
        return end === undefined
          ? []
          : [[end.name, { node: node.name, device: cable.name, index: end.index }] as const];
      });
    }),
  );
  return new Map(rows.flat());
}

/** An engine that starts no container in its own network, or no more of them. */
const isRefusal = (error: unknown): boolean => error instanceof LabError && error.code === 'ENGINE_REFUSED';

async function shareIfAllowed(engine: Engine, [first]: NodeHandle[]): Promise<Share | undefined> {
  if (!first) return undefined;
  return share(engine, first.image).catch((error: unknown) => {
    if (isRefusal(error)) return undefined;
    throw error;
  });
}

/** @param work gets undefined where the engine allows no container in its own network */
export async function withDoors<T>(
  engine: Engine,
  nodes: NodeHandle[],
  work: (doors: Doors | undefined) => Promise<T>,
): Promise<T> {
  const mine = await shareIfAllowed(engine, nodes);
  if (!mine) return work(undefined);
  try {
    const ends = await findEnds(engine, mine, nodes);
    return await work({ container: mine.container, ends });
  } finally {
    await mine.leave();
  }
}

/**
 * What the probes of one run share is made once: sessions in nodes, and what several withDoors need, while the run does something
 * else. Its trouble is theirs to tell.
 */
export async function holdingDoors<T>(engine: Engine, nodes: NodeHandle[], run: () => Promise<T>): Promise<T> {
  const holding = shareIfAllowed(engine, nodes).catch(logged('no container for captures'));
  // The snapshot tells of the others.
  const own = nodes.filter(({ kernel }) => kernel === 'own');
  const listing = holding.then(
    (mine) => mine && settleAll([ourCables(engine, mine), ...own.map((node) => cablesOf(engine, node, true))]),
  );
  listing.catch(() => {});
  try {
    return await holdingSessions(
      engine,
      nodes.map(({ container }) => container),
      run,
    );
  } finally {
    await listing.catch(() => {});
    await (await holding)?.leave();
  }
}

export const endOf = ({ ends }: Doors, node: string, device: string): string | undefined =>
  [...ends].find(([, end]) => end.node === node && end.device === device)?.[0];

/** pcap-filter(7) for a capture on all links of the machine: only those of the nodes. Other labs' frames would fill its buffer. */
export const onlyEnds = ({ ends }: Doors, filter: string): string =>
  `(${[...ends.values()].map(({ index }) => `ifindex ${index}`).join(' or ')}) and (${filter})`;
