/** What a student did, ready to be done again: read from an archive, or from a folder written by hand. */
import type { RecordedCommand } from './record.ts';

export interface WorkCommand extends Omit<RecordedCommand, 'by'> {
  /** script: a whole `<node>.sh`, written by hand. */
  by: RecordedCommand['by'] | 'script';
}

export interface WorkFile {
  path: string;
  mode: number;
  /** Milliseconds since 1970; null: before all commands. */
  writtenAt: number | null;
  content: Buffer;
}

export interface NodeWork {
  commands: WorkCommand[];
  files: WorkFile[];
  deleted: string[];
}

export interface Submission {
  /** The name of its file or folder in the class. */
  name: string;
  student: string;
  /** undefined: it does not say. */
  lab: string | undefined;
  /** Seed of the variant that it was made in; undefined: none, or it does not say. */
  variant: string | undefined;
  /** Hash of the lab that it was made with; undefined: it does not say. */
  manifest: string | undefined;
  nodes: Record<string, NodeWork>;
  /** Of all that it holds. */
  hash: string;
}
