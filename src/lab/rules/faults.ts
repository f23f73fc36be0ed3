/** Rules about faults: the names that they refer to. */
import { factsOf, type Check } from '../checks/kinds.ts';
import type { Flaw } from '../problem.ts';
import { findDuplicates } from './duplicates.ts';
import type { Rule } from './rule.ts';
import { findUnknown } from './unknown.ts';

export const faultIdsApart: Rule = (_written, { faults }) => findDuplicates('faults', faults);

export const faultNodesExist: Rule = (_written, { faults, nodes }) => {
  const known = nodes.map(({ name }) => name);
  return faults.flatMap((fault, index) =>
    (['inject', 'repair'] as const).flatMap((field) =>
      fault[field].flatMap(({ node }, position) =>
        findUnknown('NODE_UNKNOWN', known, node, ['faults', index, field, position, 'node']),
      ),
    ),
  );
};

/** The checks and all that need one of them, directly or not. `needs` may contain cycles, which another rule reports. */
function withThoseThatNeed(checks: Check[], ids: string[]): Check[] {
  const found = new Set(ids);
  let before = -1;
  while (found.size > before) {
    before = found.size;
    for (const { id, needs } of checks) if (needs.some((need) => found.has(need))) found.add(id);
  }
  return checks.filter(({ id }) => found.has(id));
}

/** A broken hop is searched only if a check that sends a request does not pass, so a fault with a hop must cause that. */
export const faultHopsCanBeFound: Rule = (_written, { faults, checks }) =>
  faults.flatMap(({ hop, fails }, index): Flaw[] => {
    const isSeen = withThoseThatNeed(checks, fails).some((check) => factsOf(check).request !== undefined);
    if (hop === undefined || isSeen) return [];
    const text = `got ${hop}, expected none: no check that sends a request fails or waits because of this fault`;
    return [{ code: 'HOP_UNSEEN', path: ['faults', index, 'hop'], text }];
  });

export const faultChecksExist: Rule = (_written, { faults, checks }) => {
  const known = checks.map(({ id }) => id);
  return faults.flatMap((fault, index) =>
    (['fails', 'mayFail'] as const).flatMap((list) =>
      fault[list].flatMap((id, position) => findUnknown('CHECK_UNKNOWN', known, id, ['faults', index, list, position])),
    ),
  );
};
