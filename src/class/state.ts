/** What a class keeps: one folder, in which every file is whole at every moment. docs/decisions/0033. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../util/errors.ts';

/** On the disk when it returns: neither a kill nor a power cut leaves half of it, or takes it back. */
async function keep(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = join(dirname(file), `.${randomUUID()}.draft`);
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
    const folder = await open(dirname(file), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (cause) {
    await rm(draft, { force: true });
    throw new LabError('FILE_UNWRITABLE', `${file}: ${(cause as Error).message}`, { cause });
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function unlessMissing<T>(file: string, asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new LabError('FILE_UNREADABLE', `${file}: ${(cause as Error).message}`, { cause });
  }
}

/** Whose work in which lab. */
export interface Place {
  student: string;
  lab: string;
}

export class ClassState {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  get linksFile(): string {
    return join(this.folder, 'links.json');
  }

  /** As `lab submit` makes it, since the last save. */
  savedFile({ student, lab }: Place): string {
    return join(this.folder, 'saved', lab, `${student}.tar.gz`);
  }

  /** The folder that `lab grade` reads. */
  handedInFile({ student, lab }: Place): string {
    return join(this.folder, 'handed-in', lab, `${student}.tar.gz`);
  }

  #unfinishedFile({ student, lab }: Place): string {
    return join(this.folder, 'unfinished', `${lab}.${student}`);
  }

  readLinks(): Promise<string | undefined> {
    return unlessMissing(this.linksFile, readFile(this.linksFile, 'utf8'));
  }

  keepLinks(text: string): Promise<void> {
    return keep(this.linksFile, text);
  }

  keepSaved(place: Place, archive: Uint8Array): Promise<void> {
    return keep(this.savedFile(place), archive);
  }

  keepHandedIn(place: Place, archive: Uint8Array): Promise<void> {
    return keep(this.handedInFile(place), archive);
  }

  /** Milliseconds since 1970; undefined: never. */
  async savedAt(place: Place): Promise<number | undefined> {
    return (await unlessMissing(this.savedFile(place), stat(this.savedFile(place))))?.mtimeMs;
  }

  async handedInAt(place: Place): Promise<number | undefined> {
    return (await unlessMissing(this.handedInFile(place), stat(this.handedInFile(place))))?.mtimeMs;
  }

  /** From before an instance is made until its work has been done again: one that is found in between is half a lab. */
  async setUnfinished(place: Place, is: boolean): Promise<void> {
    if (is) await keep(this.#unfinishedFile(place), '');
    else await rm(this.#unfinishedFile(place), { force: true });
  }

  async isUnfinished(place: Place): Promise<boolean> {
    const file = this.#unfinishedFile(place);
    return (await unlessMissing(file, stat(file))) !== undefined;
  }

  /** Removes drafts that a kill left. */
  async sweep(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const names = await readdir(this.folder, { recursive: true });
    const drafts = names.filter((name) => name.endsWith('.draft'));
    await Promise.all(drafts.map((name) => rm(join(this.folder, name), { force: true })));
  }
}

/** Names of containers are short and in lower case: a student's id is told by its hash. */
export const instanceOf = (className: string, { student, lab }: Place): string => {
  const hash = createHash('sha256').update(student).digest('hex').slice(0, 10);
  return `${className}-${lab}-${hash}`;
};
