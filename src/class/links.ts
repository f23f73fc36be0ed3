/** The links of a class: a secret token for each student, which can be renewed and withdrawn. */
import { z } from 'zod';
import { LabError } from '../util/errors.ts';
import { digest, newToken } from '../server/guard.ts';
import type { Student } from './roster.ts';
import type { ClassState } from './state.ts';

/** By student id; null: withdrawn. */
const linksSchema = z.record(z.string(), z.string().min(40).nullable());
type Tokens = z.output<typeof linksSchema>;

async function readTokens(state: ClassState): Promise<Tokens> {
  const text = await state.readLinks();
  if (text === undefined) return {};
  try {
    return linksSchema.parse(JSON.parse(text));
  } catch (cause) {
    const why = 'is no list of links as this program writes it';
    throw new LabError('FILE_UNREADABLE', `${state.linksFile}: ${why}`, { cause });
  }
}

export interface LinkChanges {
  /** Ids of students who get another token: the link that they have no longer works. */
  renew: readonly string[];
  withdraw: readonly string[];
}

/**
 * Tokens of all students; those who have none get one.
 * @throws LabError ARGUMENT_INVALID for an id that is not in the roster
 */
export async function keepTokens(
  state: ClassState,
  students: readonly Student[],
  { renew, withdraw }: LinkChanges = { renew: [], withdraw: [] },
): Promise<Tokens> {
  const ids = students.map(({ id }) => id);
  const unknown = [...renew, ...withdraw].find((id) => !ids.includes(id));
  if (unknown !== undefined) throw new LabError('ARGUMENT_INVALID', `"${unknown}" is no id of the roster`);
  const before = await readTokens(state);
  const after: Tokens = { ...before };
  for (const id of ids) if (after[id] === undefined || renew.includes(id)) after[id] = newToken();
  for (const id of withdraw) after[id] = null;
  if (JSON.stringify(after) !== JSON.stringify(before)) await state.keepLinks(JSON.stringify(after, null, 2));
  return after;
}

/** Finds students by their tokens; the file may be changed by another process meanwhile. */
export class LinkBook {
  readonly #state: ClassState;
  readonly #students: ReadonlyMap<string, Student>;
  #byDigest = new Map<string, Student>();

  constructor(state: ClassState, students: readonly Student[]) {
    this.#state = state;
    this.#students = new Map(students.map((student) => [student.id, student]));
  }

  async refresh(): Promise<void> {
    const found = new Map<string, Student>();
    for (const [id, token] of Object.entries(await readTokens(this.#state))) {
      const student = this.#students.get(id);
      if (student && token !== null) found.set(digest(token).toString('hex'), student);
    }
    this.#byDigest = found;
  }

  /** Looked up by a hash, so that the time that it takes tells nothing of the token. */
  find(token: string | undefined): Student | undefined {
    return token === undefined ? undefined : this.#byDigest.get(digest(token).toString('hex'));
  }
}
