/** Aliases and merge keys that the library would trip over: it throws, without a position, or never ends. */
import { isAlias, isMap, visit, type Alias, type Document, type Node } from 'yaml';
import type { ProblemCode } from './problem.ts';
import { isMergePair, mergeSources, offsetOf, type Targets } from './yaml-tree.ts';

/** The library looks each alias up among all others: its time grows with the square of their number. */
const MAX_ALIASES = 1000;
/** How many copies of one anchor there may be, aliases of aliases counted (the library's measure). */
const MAX_COPIES = 100;

/** What is wrong with the YAML itself, at an offset of the source. */
export interface Fault {
  code: ProblemCode;
  offset: number;
  text: string;
}

const aliasFault = (node: unknown, text: string): Fault => ({ code: 'YAML_ALIAS', offset: offsetOf(node), text });

/** What each alias stands for, and the aliases that stand for nothing or for what they are a part of. */
function followAliases(doc: Document): { targets: Targets; faults: Fault[] } {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const faults: Fault[] = [];
  const follow = (alias: Alias, ancestors: readonly unknown[]): void => {
    const target = anchors.get(alias.source);
    if (!target) faults.push(aliasFault(alias, `got *${alias.source}, expected &${alias.source} somewhere before it`));
    else if (ancestors.includes(target))
      faults.push(aliasFault(alias, `got *${alias.source} inside of &${alias.source}`));
    else targets.set(alias, target);
  };
  visit(doc, {
    Node(_key, node, ancestors) {
      if (isAlias(node)) follow(node, ancestors);
      else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return { targets, faults };
}

function findMergeFaults(doc: Document, targets: Targets): Fault[] {
  const faults: Fault[] = [];
  visit(doc, {
    Pair(_key, pair) {
      if (!isMergePair(pair) || mergeSources(pair, targets).every(isMap)) return;
      faults.push(aliasFault(pair.value ?? pair.key, 'got a merge key << without a map, expected an alias of a map'));
    },
  });
  return faults;
}

function findTooMany(targets: Targets): Fault[] {
  const [first] = targets.keys();
  return targets.size > MAX_ALIASES
    ? [aliasFault(first, `got ${targets.size} aliases, expected ${MAX_ALIASES} at most`)]
    : [];
}

/** The document as plain data. */
export function toData(doc: Document): { value: unknown; targets: Targets } | { faults: Fault[] } {
  const { targets, faults } = followAliases(doc);
  faults.push(...findTooMany(targets), ...findMergeFaults(doc, targets));
  if (faults.length > 0) return { faults };
  try {
    return { value: doc.toJS({ maxAliasCount: MAX_COPIES }) as unknown, targets };
  } catch (error) {
    // The only one that is left: "Excessive alias count indicates a resource exhaustion attack".
    if (!(error instanceof ReferenceError)) throw error;
    const [first] = targets.keys();
    return { faults: [aliasFault(first, `got aliases that make more than ${MAX_COPIES} copies of one anchor`)] };
  }
}
