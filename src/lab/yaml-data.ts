/** A YAML document as plain data, with aliases and merge keys filled in. */
import { isAlias, isMap, isScalar, isSeq, type Document } from 'yaml';
import { findMergeFaults, followAliases } from './yaml-aliases.ts';
import { fieldsOf, offsetOf, type Fault, type Targets } from './yaml-tree.ts';

/** Aliases of aliases multiply: ten lines can stand for a billion values. A large lab has some thousand. */
const MAX_VALUES = 100_000;
/** Aliases can nest what the text does not. */
const MAX_DEPTH = 128;

/** undefined: it is too big. */
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
 * Like `doc.toJS`, but by the same tree that positions are found in, and in time that grows with the text alone: toJS
 * looks up each alias among all the others.
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
