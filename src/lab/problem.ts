/** What can be wrong with a lab file. docs/reference/lab-file.md explains each code, which a test holds to this list. */

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
  /** Where in the data, as in `nodes.web01.addresses.lan` or `checks[0].needs[1]`; '' is the file as a whole. */
  path: string;
  /** One line: the path, the value that is there and what was expected. */
  message: string;
}

export type Path = readonly (string | number)[];

/** What a flaw points at: the value, its key, or a piece of text in the value. */
export type Spot = 'value' | 'key' | { text: string };

/** A problem whose place in the text is not looked up yet. */
export interface Flaw {
  code: ProblemCode;
  path: Path;
  /** The value that is there and what was expected; the path is put before it. */
  text: string;
  spot?: Spot;
}

export const showPath = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${key}`)).join('');

/** Text of the file is shown in messages, and a message is one line for any terminal. */
const onOneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

export function toProblem({ code, path, text }: Flaw, { line, column }: Position): Problem {
  const shown = onOneLine(showPath(path));
  return { code, line, column, path: shown, message: onOneLine(shown === '' ? text : `${shown}: ${text}`) };
}

/** In the order of the text. Of several problems at one place the first is kept: the others tend to follow from it. */
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
