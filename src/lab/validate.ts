/** Validates a file's data against a schema and converts zod's issues to flaws. */
import type { z } from 'zod';
import { expectation, fieldsIn } from './expectation.ts';
import { expectedOneOf, show } from '../util/nearest.ts';
import { showPath, type Flaw, type Path } from './problem.ts';
import { writtenLabSchema, type WrittenLab } from './schema.ts';

type Issue = z.core.$ZodIssue;
type UnionIssue = z.core.$ZodIssueInvalidUnion;

const invalid = (path: Path, got: unknown, expected: string): Flaw => ({
  code: 'VALUE_INVALID',
  path,
  text: `got ${show(got)}, ${expected}`,
});

const unknownField = (path: Path, known: string[]): Flaw => ({
  code: 'FIELD_UNKNOWN',
  path,
  text: `unknown field, ${expectedOneOf(known, path.at(-1))}`,
  spot: 'key',
});

const missing = (path: Path): Flaw => ({ code: 'FIELD_MISSING', path, text: '' });

/** The flaw for a check with an unknown `kind`; `path` ends with the discriminator. */
function unknownKind({ discriminator, options = [], input }: UnionIssue & { options?: unknown[] }, path: Path): Flaw {
  const got = (input as Record<string, unknown>)[String(discriminator)];
  if (got === undefined) return missing(path);
  return { code: 'KIND_UNKNOWN', path, text: `got ${show(got)}, ${expectedOneOf(options.map(String), got)}` };
}

const isOtherType = ([first]: Issue[]): boolean => first?.code === 'invalid_type' && first.path.length === 0;

/** For a value with several possible types: the flaws of the type that it almost matches, or what all types expect. */
function unionFlaws({ errors, input }: UnionIssue, path: Path): Flaw[] {
  const almost = errors.filter((issues) => !isOtherType(issues));
  if (almost.length === 1) return almost.flat().flatMap((issue) => flawsOf(issue, path));
  const messages = new Set(errors.flatMap(([first]) => first?.message.replace(/^expected /, '') ?? []));
  return [invalid(path, input, `expected ${[...messages].join(', or ')}`)];
}

function flawsOf(issue: Issue, parent: Path): Flaw[] {
  const path = [...parent, ...(issue.path as Path)];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField([...path, key], fieldsIn(issue.message)));
  }
  if (issue.code === 'invalid_key') {
    return [{ ...invalid(path, path.at(-1), issue.issues[0]?.message ?? issue.message), spot: 'key' }];
  }
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) return [unknownKind(issue, path)];
  if (issue.input === undefined) return [missing(path)];
  return issue.code === 'invalid_union' ? unionFlaws(issue, path) : [invalid(path, issue.input, issue.message)];
}

/** Combines the missing fields of a map into one flaw, since they have the same position. */
function joinMissing(flaws: Flaw[]): Flaw[] {
  const byMap = new Map<string, { path: Path; fields: string[] }>();
  for (const { code, path } of flaws) {
    if (code !== 'FIELD_MISSING') continue;
    const parent = path.slice(0, -1);
    const entry = byMap.get(showPath(parent)) ?? { path: parent, fields: [] };
    byMap.set(showPath(parent), { path: parent, fields: [...entry.fields, String(path.at(-1))] });
  }
  return [...byMap.values()].map(({ path, fields }) => ({
    code: 'FIELD_MISSING',
    path,
    text: `expected the field${fields.length > 1 ? 's' : ''} ${fields.join(', ')}, which ${fields.length > 1 ? 'are' : 'is'} missing`,
  }));
}

/** Reports the key `__proto__`, which zod's maps silently drop. */
function prototypeKeys(value: unknown, path: Path = []): Flaw[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, item]) =>
    key === '__proto__'
      ? [{ ...invalid([...path, key], key, 'expected another name'), spot: 'key' as const }]
      : prototypeKeys(item, [...path, key]),
  );
}

export const validate = (value: unknown): { written: WrittenLab } | { flaws: Flaw[] } =>
  validateAs(writtenLabSchema, value);

/** For other files that people write. */
export function validateAs<T>(schema: z.ZodType<T>, value: unknown): { written: T } | { flaws: Flaw[] } {
  const result = schema.safeParse(value, { error: expectation, reportInput: true });
  const unseen = prototypeKeys(value);
  if (result.success && unseen.length === 0) return { written: result.data };
  const flaws = [...unseen, ...(result.error?.issues ?? []).flatMap((issue) => flawsOf(issue, []))];
  // Unknown fields come first: at the start of a map they have the same position as its missing fields.
  return { flaws: [...flaws.filter(({ code }) => code !== 'FIELD_MISSING'), ...joinMissing(flaws)] };
}
