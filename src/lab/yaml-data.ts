/** Converts a YAML document to plain data, with aliases and merge keys expanded. */
import { isAlias, isMap, isScalar, isSeq, type Document } from 'yaml';
import { findMergeFaults, followAliases } from './yaml-aliases.ts';
import { fieldsOf, offsetOf, type Fault, type Targets } from './yaml-tree.ts';

/** Nested aliases multiply: ten lines can expand to a billion values. A large lab has a few thousand. */
const MAX_VALUES = 100_000;
/** Aliases can make data more deeply nested than the text. */
const MAX_DEPTH = 128;

/** The data; undefined if it is too large. */
function convert(root: unknown, targets: Targets): { value: unknown } | undefined {
  let count = 0;
  let isTooBig = false;
  const walk = (node: unknown, depth: number): unknown => {
    count += 1;
    isTooBig ||= count > MAX_VALUES || depth > MAX_DEPTH;
    if (isTooBig) return undefined;
    if (isAlias(node)) return walk(targets.get(node), depth + 1);
    if (isSeq(node)) return node.items.map((item) => walk(item, depth + 1));
    if (!isMap(node)) return isScalar(node) ? node.value : null;
    const pairs = [...fieldsOf(node, targets)];
    return Object.fromEntries(pairs.map(([key, { value }]) => [key, walk(value, depth + 1)]));
  };
  const value = walk(root, 0);
  return isTooBig ? undefined : { value };
}

/**
 * Like `doc.toJS`, but based on the same tree that is used to find positions, and in time proportional to the text: toJS
 * searches all other aliases for each alias.
 */
export function toData(doc: Document): { value: unknown; targets: Targets } | { faults: Fault[] } {
  const { targets, faults } = followAliases(doc);
  faults.push(...findMergeFaults(doc, targets));
  if (faults.length > 0) return { faults };
  const data = convert(doc.contents, targets);
  if (data) return { ...data, targets };
  const [firstAlias] = targets.keys();
  const text = `got more than ${MAX_VALUES} values, or more than ${MAX_DEPTH} levels of them, with aliases filled in`;
  return { faults: [{ code: 'YAML_ALIAS', offset: offsetOf(firstAlias), text }] };
}
