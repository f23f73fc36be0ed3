/** Making a tool container for as long as some work takes. */
import { randomUUID } from 'node:crypto';
import type { Engine } from './engine.ts';
import { TOOL_CONTAINER } from './tool-container.ts';

export interface ToolSpec {
  /** What it is for, in one word: a part of its name. */
  use: string;
  image: string;
  capabilities: string[];
  network?: 'host';
}

/** @param work gets the container's name, while it runs. Whatever becomes of the work, the container is removed. */
export async function withTool<T>(
  engine: Engine,
  { use, ...spec }: ToolSpec,
  work: (container: string) => Promise<T>,
): Promise<T> {
  const name = `lvs-lab-${use}-${randomUUID().slice(0, 8)}`;
  try {
    await engine.createContainer({ ...TOOL_CONTAINER, ...spec, name, hostname: use });
    await engine.startContainer(name);
    return await work(name);
  } finally {
    await engine.removeContainer(name);
  }
}
