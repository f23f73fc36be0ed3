/** Finding one's way in a parsed YAML document, through aliases and merge keys, which `doc.getIn` does not follow. */
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

/** Each alias with the node that it stands for. */
export type Targets = ReadonlyMap<Alias, Node>;

/** What is wrong with the YAML itself, at an offset of the source. */
export interface Fault {
  code: ProblemCode;
  offset: number;
  text: string;
}

export const offsetOf = (node: unknown): number => (node as Node | null | undefined)?.range?.[0] ?? 0;

const resolve = (node: unknown, targets: Targets): unknown => (isAlias(node) ? targets.get(node) : node);

/** With `merge: true` and `stringKeys: true`, a plain `<<` is the merge key and a quoted one is not. */
export const isMergePair = ({ key }: Pair): boolean => isScalar(key) && key.type === 'PLAIN' && key.value === '<<';

/** What a merge key brings in, nearest first: maps, if the file is right. */
export function mergeSources({ value }: Pair, targets: Targets): unknown[] {
  const source = resolve(value, targets);
  return isSeq(source) ? source.items.map((item) => resolve(item, targets)) : [source];
}

const FIELDS = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** A map's pairs by key: the last of duplicate keys, and of merged ones the first. */
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

/** Where a piece of text stands in a scalar; its start when the text is written in another way there. */
function offsetOfText(scalar: unknown, text: string, source: string): number {
  const start = offsetOf(scalar);
  const end = isScalar(scalar) ? (scalar.range?.[1] ?? start) : start;
  const offset = source.indexOf(text, start);
  return offset === -1 || offset >= end ? start : offset;
}

/**
 * The offset of what is at `path`, or of the nearest that there is on the way. A value written as an alias is where the
 * alias stands; what is inside of it, and a piece of its text, is where the anchor stands.
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
