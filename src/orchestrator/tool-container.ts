/** A container that finds something out or does something for a moment, and belongs to no instance. */
import { randomUUID } from 'node:crypto';
import type { ContainerSpec, Engine } from './engine.ts';
import { LABEL } from './names.ts';

/** Whoever made it may be killed before it removes it: the engine does so when it ends, `lab stop --all` at once. */
export const TOOL_LABELS = { [LABEL.role]: 'probe' };

/** Ends by itself after this time, should nobody end it before. */
const LIFE_S = 120;

const COMMON = {
  labels: TOOL_LABELS,
  attachments: [],
  // As those of a node: an engine that drops them is met at its first container.
  readonlyPaths: ['/usr'],
  maskedPaths: [],
  tmpfs: {},
  tty: false,
  memoryBytes: 64 * 1024 ** 2,
  pidsLimit: 64,
  autoRemove: true,
  entrypoint: ['/usr/bin/tini', '--', '/bin/sleep', String(LIFE_S)],
} satisfies Partial<ContainerSpec>;

export interface ToolSpec {
  /** What it is for, in one word: a part of its name. */
  use: string;
  image: string;
  capabilities: string[];
  /** The engine's own network; none at all when left out. */
  network?: 'host';
  /** For what is more than one small script. */
  memoryBytes?: number;
  pidsLimit?: number;
}

export interface Tool {
  container: string;
  remove: () => Promise<void>;
}

/** One whose start fails is removed again. */
export async function startTool(engine: Engine, { use, ...spec }: ToolSpec): Promise<Tool> {
  const container = `lvs-lab-${use}-${randomUUID().slice(0, 8)}`;
  const remove = (): Promise<void> => engine.removeContainer(container);
  try {
    await engine.createContainer({ ...COMMON, ...spec, name: container, hostname: use });
    await engine.startContainer(container);
  } catch (error) {
    await remove();
    throw error;
  }
  return { container, remove };
}

/** @param work gets the container's name, while it runs. Whatever becomes of the work, the container is removed. */
export async function withTool<T>(engine: Engine, spec: ToolSpec, work: (container: string) => Promise<T>): Promise<T> {
  const { container, remove } = await startTool(engine, spec);
  try {
    return await work(container);
  } finally {
    await remove();
  }
}
