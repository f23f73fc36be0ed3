/** What `lab doctor` finds, one thing a finding. docs/reference/cli.md has a row for each; a test holds it to this list. */

export type Level = 'ok' | 'note' | 'problem';

/** The levels that each finding may have. One that is never `ok` only appears when there is something to say. */
export const FINDINGS = {
  engine: ['ok', 'note', 'problem'],
  access: ['problem'],
  clock: ['note'],
  cgroups: ['note'],
  nodes: ['ok', 'note', 'problem'],
  traffic: ['ok', 'problem'],
  addresses: ['ok', 'note', 'problem'],
  memory: ['ok', 'note', 'problem'],
  limits: ['ok', 'note'],
  disk: ['ok', 'problem'],
  cache: ['problem'],
  image: ['ok', 'note'],
  'old-images': ['note'],
  kernel: ['ok', 'note'],
  instance: ['ok', 'note'],
  lock: ['note'],
} as const satisfies Record<string, readonly Level[]>;

export type FindingId = keyof typeof FINDINGS;

/** A finding, at one of its levels. */
export type Finding = {
  [Id in FindingId]: {
    id: Id;
    level: (typeof FINDINGS)[Id][number];
    message: string;
    /** What to do about it. */
    advice?: string;
  };
}[FindingId];

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const KIB = 1024;

/** 1536 MiB is `1.5 GiB`. */
export const showBytes = (bytes: number): string =>
  bytes < KIB ** 3 ? `${Math.round(bytes / KIB ** 2)} MiB` : `${(bytes / KIB ** 3).toFixed(1)} GiB`;
