/** A student's work, ready to be replayed: read from an archive, or from a folder made by hand. */
import type { RecordedCommand } from './record.ts';

export interface WorkCommand extends Omit<RecordedCommand, 'by'> {
  /** script: the whole `<node>.sh` of a submission made by hand. */
  by: RecordedCommand['by'] | 'script';
}

export interface WorkFile {
  path: string;
  mode: number;
  /** Milliseconds since 1970; null: put in place before all commands. */
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
  /** undefined: the submission does not say. */
  lab: string | undefined;
  /** Seed of the variant in which it was made; undefined: none, or the submission does not say. */
  variant: string | undefined;
  /** Hash of the lab with which it was made; undefined: the submission does not say. */
  manifest: string | undefined;
  nodes: Record<string, NodeWork>;
  /** Hash of its whole content. */
  hash: string;
}
