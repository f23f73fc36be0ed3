/** The text of a lab file as data, and the way back from a place in the data to its line and column. */
import { Lexer, LineCounter, parseDocument, Parser, type YAMLError } from 'yaml';
import { toProblem, type Path, type Position, type Problem, type Spot } from './problem.ts';
import { toData, type Fault } from './yaml-aliases.ts';
import { findOffset } from './yaml-tree.ts';

/** Text that is nested deeper exhausts the stack of the YAML library; a lab needs less than ten. */
const MAX_NESTING = 64;

/** Without a value: too broken to make sense of. With one, there may still be problems (duplicate keys). */
export type YamlFile =
  { problems: Problem[] } | { problems: Problem[]; value: unknown; positionOf: (path: Path, spot?: Spot) => Position };

function lineCounterOf(source: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of source.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return lines;
}

function findTooDeep(source: string): Fault[] {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(source)) {
    Array.from(parser.next(lexeme)); // runs it; of the result only the stack matters
    if (parser.stack.length > MAX_NESTING) {
      const text = `got lists and maps nested more than ${MAX_NESTING} deep`;
      return [{ code: 'YAML_SYNTAX', offset: Math.min(parser.offset, source.length), text }];
    }
  }
  return [];
}

/** The library's own message, but where that speaks to a programmer. */
function textOf({ code, message, pos }: YAMLError, source: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return `got the key ${/^[^\s:]*/.exec(source.slice(pos[0], pos[0] + 60))?.[0]} for the second time in one map`;
    case 'MULTIPLE_DOCS':
      return 'got a second document, expected one: remove the line ---';
    case 'NON_STRING_KEY':
      return 'got a list, a map or an alias as a key, expected text';
    default:
      return message;
  }
}

const toFault = (error: YAMLError, source: string): Fault => ({
  code: error.code === 'DUPLICATE_KEY' ? 'YAML_DUPLICATE_KEY' : 'YAML_SYNTAX',
  offset: Math.min(error.pos[0], source.length),
  text: textOf(error, source),
});

export function readYaml(source: string): YamlFile {
  const lines = lineCounterOf(source);
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const problemsOf = (faults: Fault[]): Problem[] =>
    faults.map(({ code, offset, text }) => toProblem({ code, path: [], text }, at(offset)));

  const tooDeep = findTooDeep(source);
  if (tooDeep.length > 0) return { problems: problemsOf(tooDeep) };
  const doc = parseDocument(source, { merge: true, stringKeys: true, prettyErrors: false, logLevel: 'error' });
  const faults = [...doc.errors, ...doc.warnings].map((error) => toFault(error, source));
  if (doc.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return { problems: problemsOf(faults) };
  const data = toData(doc);
  if ('faults' in data) return { problems: problemsOf([...faults, ...data.faults]) };
  return {
    problems: problemsOf(faults),
    value: data.value,
    positionOf: (path, spot = 'value') => at(findOffset(doc, data.targets, source, path, spot)),
  };
}
