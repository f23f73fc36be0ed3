/** The text of a lab file as data, and the way back from a place in the data to its line and column. */
import { isScalar, Lexer, LineCounter, parseDocument, Parser, visit, type Document, type YAMLError } from 'yaml';
import { toProblem, type Path, type Position, type Problem, type Spot } from './problem.ts';
import type { Fault } from './yaml-aliases.ts';
import { toData } from './yaml-data.ts';
import { findOffset, offsetOf } from './yaml-tree.ts';

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

/** What the library's `parseDocument` does, but for the watch on how deep the text is nested. */
function compose(source: string): { docs: Document.Parsed[] } | { tooDeep: Fault } {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(source)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_NESTING) {
      const text = `got lists and maps nested more than ${MAX_NESTING} deep`;
      return { tooDeep: { code: 'YAML_SYNTAX', offset: Math.min(parser.offset, source.length), text } };
    }
  }
  tokens.push(...parser.end());
  const composer = new Composer({ stringKeys: true, uniqueKeys: false });
  return { docs: [...composer.compose(tokens, true, source.length)] };
}

/** The library's own message, but where that speaks to a programmer. */
function toFault({ code, message, pos }: YAMLError, source: string): Fault {
  const text = code === 'NON_STRING_KEY' ? 'got a list, a map or an alias as a key, expected text' : message;
  return { code: 'YAML_SYNTAX', offset: Math.min(pos[0], source.length), text };
}

/** What makes a file useless, or else worth a warning. */
function findSyntaxFaults([first, second]: Document.Parsed[], source: string): { errors: Fault[]; warnings: Fault[] } {
  const errors = (first?.errors ?? []).map((error) => toFault(error, source));
  if (second) {
    const text = 'got a second document, expected one: remove the line ---';
    errors.push({ code: 'YAML_SYNTAX', offset: second.range[0], text });
  }
  return { errors, warnings: (first?.warnings ?? []).map((warning) => toFault(warning, source)) };
}

/** The library can do this too, in time that grows with the square of the keys. */
function findDuplicateKeys(doc: Document): Fault[] {
  const faults: Fault[] = [];
  visit(doc, {
    Map(_key, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        const name = isScalar(key) ? String(key.value) : '';
        const text = `got the key ${name} for the second time in one map`;
        if (seen.has(name)) faults.push({ code: 'YAML_DUPLICATE_KEY', offset: offsetOf(key), text });
        seen.add(name);
      }
    },
  });
  return faults;
}

export function readYaml(source: string): YamlFile {
  const lines = lineCounterOf(source);
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const problemsOf = (faults: Fault[]): Problem[] =>
    faults.map(({ code, offset, text }) => toProblem({ code, path: [], text }, at(offset)));

  const composed = compose(source);
  if ('tooDeep' in composed) return { problems: problemsOf([composed.tooDeep]) };
  const [doc, second] = composed.docs;
