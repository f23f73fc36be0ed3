/**
 * The machine's ends of the links of nodes. What comes in there has left that node, whatever MAC it names, and who looks on
 * there is nothing that the node can see, stop or deceive.
 */
import { z } from 'zod';
import { LabError } from '../errors.ts';
import type { Engine } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { startTool } from '../orchestrator/tool-container.ts';
import { ParseError } from '../parsers/parse-error.ts';
import { settleAll } from '../settle.ts';
import { legible } from './legible.ts';
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
    linkinfo: z.object({ info_kind: z.string().optional() }).optional(),
  }),
);

/** A device that leads out of where it was listed, and the number of its other end. */
interface Cable {
  name: string;
  index: number;
  otherEnd: number;
}

/**
 * The devices that lead elsewhere, of what `ip -j -d link` prints. A device that a student makes in a node leads nowhere, or to
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
    const { ifname: name, ifindex: index, link_index: otherEnd, link_netnsid: elsewhere, linkinfo } = row;
    const isCable = linkinfo?.info_kind === 'veth' && elsewhere !== undefined;
    return isCable && name !== undefined && index !== undefined && otherEnd !== undefined
      ? [{ name, index, otherEnd }]
      : [];
  });
}

export interface Doors {
  /** Container in the engine's own network, where the ends are. */
  container: string;
  /** Device there to what leads out of a node: `vethb1f` → node web01, device eth0. */
  ends: Map<string, { node: string; device: string }>;
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
  tool: ReturnType<typeof startTool>;
}

/** One for all who look on at the same time. */
const open = new WeakMap<Engine, Shared>();

async function share(engine: Engine, image: string): Promise<{ container: string; leave: () => Promise<void> }> {
  const now = performance.now();
  const known = open.get(engine);
  const isYoung = known !== undefined && now - known.startedAt < SHARED_MS;
  const shared = isYoung ? known : { users: 0, startedAt: now, tool: startTool(engine, { ...SPEC, image }) };
  open.set(engine, shared);
  shared.users += 1;
  const leave = async (): Promise<void> => {
    shared.users -= 1;
    if (shared.users > 0) return;
    if (open.get(engine) === shared) open.delete(engine);
    await (await shared.tool).remove();
  };
  try {
    return { container: (await shared.tool).container, leave };
  } catch (error) {
    shared.users -= 1;
    if (open.get(engine) === shared) open.delete(engine);
    throw error;
  }
}

async function findEnds(engine: Engine, container: string, nodes: NodeHandle[]): Promise<Doors['ends']> {
  const list = async (where: string, name: string): Promise<Cable[]> => {
    const options = { timeoutMs: TIMEOUT_MS, what: `${name}: its links` };
    const { stdout } = await engine.exec(where, [tool('ip'), '-j', '-d', 'link'], options);
    return legible(`${name}: its links`, async () => parseCables(stdout));
  };
  const [ours, ...theirs] = await settleAll([
    list(container, 'this machine'),
    ...nodes.map((node) => list(node.container, node.name)),
  ]);
  const rows = nodes.flatMap(({ name }, index) =>
    (theirs[index] ?? []).flatMap(({ name: device, index: own, otherEnd }) => {
      const end = ours?.find((one) => one.index === otherEnd && one.otherEnd === own);
      return end ? [[end.name, { node: name, device }] as const] : [];
    }),
  );
  return new Map(rows);
}

/** An engine that starts no container in its own network, or no more of them. */
const isRefusal = (error: unknown): boolean => error instanceof LabError && error.code === 'ENGINE_REFUSED';

/** @param work gets undefined where the engine allows no container in its own network */
export async function withDoors<T>(
  engine: Engine,
  nodes: NodeHandle[],
  work: (doors: Doors | undefined) => Promise<T>,
): Promise<T> {
  const [first] = nodes;
  const shared =
    first &&
    (await share(engine, first.image).catch((error: unknown) => {
      if (isRefusal(error)) return undefined;
      throw error;
    }));
  if (!shared) return work(undefined);
  try {
    const ends = await findEnds(engine, shared.container, nodes);
    return await work({ container: shared.container, ends });
  } finally {
    await shared.leave();
  }
}

export const endOf = ({ ends }: Doors, node: string, device: string): string | undefined =>
  [...ends].find(([, end]) => end.node === node && end.device === device)?.[0];
