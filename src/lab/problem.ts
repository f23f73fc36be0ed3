/** The problems that a lab file can have. docs/reference/lab-file.md explains each code; a test compares it with this list. */

export const PROBLEM_CODES = [
  'YAML_SYNTAX',
  'YAML_DUPLICATE_KEY',
  'YAML_ALIAS',
  'FIELD_MISSING',
  'FIELD_UNKNOWN',
  'VALUE_INVALID',
  'KIND_UNKNOWN',
  'VARIABLE_UNKNOWN',
  'NETWORK_UNKNOWN',
  'NODE_UNKNOWN',
  'CHECK_UNKNOWN',
  'SUBNET_UNUSABLE',
  'SUBNET_OVERLAP',
  'INTERFACE_DUPLICATE',
  'ADDRESS_MISSING',
  'ADDRESS_OUTSIDE',
  'ADDRESS_RESERVED',
  'ADDRESS_DUPLICATE',
  'GATEWAY_OUTSIDE',
  'GATEWAY_SELF',
  'ID_DUPLICATE',
  'STEP_ORDER',
  'NEEDS_CYCLE',
  'NEEDS_DISTURBER',
  'CHECK_UNCLAIMED',
  'POINTS_ZERO',
  'HOP_UNSEEN',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface Position {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
}

export interface Problem extends Position {
  code: ProblemCode;
  /** The path in the data, such as `nodes.web01.addresses.lan` or `checks[0].needs[1]`; '' for the whole file. */
  path: string;
  /** One line: the path, the actual value and what was expected. */
  message: string;
}

export type Path = readonly (string | number)[];

/** The part to which a flaw refers: the value, its key, or a piece of text in the value. */
export type Spot = 'value' | 'key' | { text: string };

/** A problem whose line and column have not been determined yet. */
export interface Flaw {
  code: ProblemCode;
  path: Path;
  /** The actual value and what was expected; the path will be prepended. */
  text: string;
  spot?: Spot;
}

export const showPath = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${key}`)).join('');

/** Replaces control characters, because messages quote the file and must stay on one line. */
const onOneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

export function toProblem({ code, path, text }: Flaw, { line, column }: Position): Problem {
  const shown = onOneLine(showPath(path));
  return { code, line, column, path: shown, message: onOneLine(shown === '' ? text : `${shown}: ${text}`) };
}

/** Sorts problems by position. At each position only the first is kept, since others are usually consequences of it. */
export function inOrder(problems: Problem[]): Problem[] {
  const byPlace = new Map<string, Problem>();
  for (const problem of problems) {
    const place = `${problem.line}:${problem.column}`;
    if (!byPlace.has(place)) byPlace.set(place, problem);
  }
  return [...byPlace.values()].toSorted((a, b) => a.line - b.line || a.column - b.column);
}

export const formatProblem = (file: string, { line, column, message }: Problem): string =>
  `${file}:${line}:${column}: ${message}`;
