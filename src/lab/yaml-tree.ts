/** Finds nodes in a parsed YAML document through aliases and merge keys, which `doc.getIn` does not follow. */
import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Path, ProblemCode, Spot } from './problem.ts';

/** The target node of each alias. */
export type Targets = ReadonlyMap<Alias, Node>;

/** A problem of the YAML itself, at an offset of the source. */
export interface Fault {
  code: ProblemCode;
  offset: number;
  text: string;
}

export const offsetOf = (node: unknown): number => (node as Node | null | undefined)?.range?.[0] ?? 0;

const resolve = (node: unknown, targets: Targets): unknown => (isAlias(node) ? targets.get(node) : node);

/** With `merge: true` and `stringKeys: true`, a plain `<<` is the merge key and a quoted one is not. */
export const isMergePair = ({ key }: Pair): boolean => isScalar(key) && key.type === 'PLAIN' && key.value === '<<';

/** The values of a merge key in order of precedence; all are maps if the file is valid. */
export function mergeSources({ value }: Pair, targets: Targets): unknown[] {
  const source = resolve(value, targets);
  return isSeq(source) ? source.items.map((item) => resolve(item, targets)) : [source];
}

const FIELDS = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** A map's pairs by key. The last of duplicate keys and the first of merged keys take precedence. */
export function fieldsOf(map: YAMLMap, targets: Targets): ReadonlyMap<string, Pair> {
  const known = FIELDS.get(map);
  if (known) return known;
  const fields = new Map<string, Pair>();
  for (const pair of map.items) if (isScalar(pair.key) && !isMergePair(pair)) fields.set(String(pair.key.value), pair);
  const sources = map.items.filter(isMergePair).flatMap((pair) => mergeSources(pair, targets));
  for (const source of sources.filter(isMap)) {
    for (const [key, pair] of fieldsOf(source, targets)) if (!fields.has(key)) fields.set(key, pair);
  }
  FIELDS.set(map, fields);
  return fields;
}

function child(parent: unknown, key: string | number, targets: Targets): unknown {
  if (isSeq(parent)) return parent.items[Number(key)];
  return isMap(parent) ? fieldsOf(parent, targets).get(String(key)) : undefined;
}

/** The offset of a piece of text in a scalar; the start of the scalar if the text is written differently there. */
function offsetOfText(scalar: unknown, text: string, source: string): number {
  const start = offsetOf(scalar);
  const end = isScalar(scalar) ? (scalar.range?.[1] ?? start) : start;
  const offset = source.indexOf(text, start);
  return offset === -1 || offset >= end ? start : offset;
}

/**
 * The offset of the node at `path`, or of the last existing node on the way to it. For a value written as an alias, this
 * is the offset of the alias; for anything inside it, including a piece of its text, it is in the anchored node.
 */
export function findOffset(doc: Document, targets: Targets, source: string, path: Path, spot: Spot): number {
  let key: unknown;
  let value: unknown = doc.contents;
  for (const step of path) {
    const found = child(resolve(value, targets), step, targets);
    if (found === undefined) return offsetOf(value);
    key = isPair(found) ? found.key : undefined;
    value = isPair(found) ? (found.value ?? found.key) : found;
  }
  if (typeof spot === 'object') return offsetOfText(resolve(value, targets), spot.text, source);
  return offsetOf(spot === 'key' ? (key ?? value) : value);
}
