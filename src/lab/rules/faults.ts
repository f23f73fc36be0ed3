/** Rules about the faults: what they name. */
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

export const faultChecksExist: Rule = (_written, { faults, checks }) => {
  const known = checks.map(({ id }) => id);
  return faults.flatMap(({ fails }, index) =>
    fails.flatMap((id, position) => findUnknown('CHECK_UNKNOWN', known, id, ['faults', index, 'fails', position])),
  );
};
