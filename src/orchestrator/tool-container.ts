/** A container that finds something out or does something for a moment, and belongs to no instance. */
import type { ContainerSpec } from './engine.ts';
import { LABEL } from './names.ts';

/** One that was killed leaves its container behind: `lab stop --all` finds it by this. */
export const TOOL_LABELS = { [LABEL.role]: 'probe' };

/** Ends by itself after a while, should nobody remove it. */
const LIFE_S = 300;

export const TOOL_CONTAINER = {
  labels: TOOL_LABELS,
  attachments: [],
  readonlyPaths: [],
  maskedPaths: [],
  tmpfs: {},
  tty: false,
  memoryBytes: 64 * 1024 ** 2,
  pidsLimit: 64,
  files: [],
  entrypoint: ['/bin/sleep', String(LIFE_S)],
} satisfies Partial<ContainerSpec>;
