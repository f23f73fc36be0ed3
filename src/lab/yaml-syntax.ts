/** Parses text to a YAML document, or to a list of syntax errors. */
import { Composer, isScalar, Lexer, Parser, visit, type CST, type Document, type YAMLError } from 'yaml';
import { offsetOf, type Fault } from './yaml-tree.ts';

/** Deeper nesting would exhaust the stack of the YAML library; a lab needs fewer than ten levels. */
const MAX_NESTING = 64;

const syntaxFault = (offset: number, text: string): Fault => ({ code: 'YAML_SYNTAX', offset, text });

/** Tokenizes the text with a limit on nesting, which the library's `parseDocument` does not offer. */
function parseTokens(source: string): { tokens: CST.Token[] } | { fault: Fault } {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(source)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_NESTING) {
      const offset = Math.min(parser.offset, source.length);
      return { fault: syntaxFault(offset, `got lists and maps nested more than ${MAX_NESTING} deep`) };
    }
  }
  return { tokens: [...tokens, ...parser.end()] };
}

/** Uses the library's message, except where that is addressed to programmers. */
const toFault = ({ code, message, pos }: YAMLError, source: string): Fault =>
  syntaxFault(
    Math.min(pos[0], source.length),
    code === 'NON_STRING_KEY' ? 'got a list, a map or an alias as a key, expected text' : message,
  );

/** The library could find duplicate keys too, but in time that is quadratic in the number of keys. */
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

/** If there are faults next to a document, it can still be read: duplicate keys, and the library's warnings. */
export function composeYaml(source: string): { doc?: Document; faults: Fault[] } {
  const parsed = parseTokens(source);
  if ('fault' in parsed) return { faults: [parsed.fault] };
  const composer = new Composer({ stringKeys: true, uniqueKeys: false });
  const [doc, second] = composer.compose(parsed.tokens, true, source.length);
  if (!doc) return { faults: [] }; // cannot be: the library is told to make one
  const faults = [...doc.errors, ...doc.warnings].map((error) => toFault(error, source));
  if (second) faults.push(syntaxFault(second.range[0], 'got a second document, expected one: remove the line ---'));
  return doc.errors.length > 0 || second ? { faults } : { doc, faults: [...faults, ...findDuplicateKeys(doc)] };
}
