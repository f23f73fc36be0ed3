import type { Flaw } from '../problem.ts';

/** The entries of a list whose id occurs earlier in the list. */
export function findDuplicates(list: 'steps' | 'draw' | 'checks' | 'faults', entries: { id: string }[]): Flaw[] {
  const seen = new Set<string>();
  return entries.flatMap(({ id }, index) => {
    const isNew = !seen.has(id);
    seen.add(id);
    const text = `got ${id}, expected an id that no other of the ${list} has`;
    return isNew ? [] : [{ code: 'ID_DUPLICATE', path: [list, index, 'id'], text }];
  });
}
