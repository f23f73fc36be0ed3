/** A container that finds something out or does something for a moment, and belongs to no instance. */
import type { ContainerSpec } from './engine.ts';
import { LABEL } from './names.ts';

/** Whoever made it may be killed before it removes it: the engine does so when it ends, `lab stop --all` at once. */
export const TOOL_LABELS = { [LABEL.role]: 'probe' };

/** Ends by itself after this time, should nobody end it before. */
const LIFE_S = 120;

export const TOOL_CONTAINER = {
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
