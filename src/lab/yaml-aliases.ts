/** Resolves aliases and merge keys. */
import { isAlias, isMap, visit, type Alias, type Document, type Node } from 'yaml';
import { isMergePair, mergeSources, offsetOf, type Fault, type Targets } from './yaml-tree.ts';

const aliasFault = (node: unknown, text: string): Fault => ({ code: 'YAML_ALIAS', offset: offsetOf(node), text });

/** Finds the target of each alias. Aliases without an anchor or inside their own anchor are faults. */
export function followAliases(doc: Document): { targets: Targets; faults: Fault[] } {
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

/** Faults for merge keys whose value is not a map. */
export function findMergeFaults(doc: Document, targets: Targets): Fault[] {
  const faults: Fault[] = [];
  visit(doc, {
    Pair(_key, pair) {
      if (!isMergePair(pair) || mergeSources(pair, targets).every(isMap)) return;
      faults.push(aliasFault(pair.value ?? pair.key, 'got a merge key << without a map, expected an alias of a map'));
    },
  });
  return faults;
}
