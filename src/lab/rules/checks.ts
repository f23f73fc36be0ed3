/** Rules about checks: the names that they refer to, their `needs` and their points. */
import { isDisruptive, kindOf } from '../../checks/kinds.ts';
import { findDuplicates } from './duplicates.ts';
import { findCycles } from './cycles.ts';
import type { Rule } from './rule.ts';
import { findUnknown } from './unknown.ts';

export const checkIdsApart: Rule = (_written, { checks }) => findDuplicates('checks', checks);

export const checkNodesExist: Rule = (_written, { checks, nodes }) => {
  const known = nodes.map(({ name }) => name);
  return checks.flatMap((check, index) =>
    kindOf(check)
      .nodes(check)
      .flatMap(({ path, node }) => findUnknown('NODE_UNKNOWN', known, node, ['checks', index, ...path])),
  );
};

export const neededChecksExist: Rule = (_written, { checks }) => {
  const known = checks.map(({ id }) => id);
  return checks.flatMap(({ needs }, index) =>
    needs.flatMap((id, position) => findUnknown('CHECK_UNKNOWN', known, id, ['checks', index, 'needs', position])),
  );
};

/** Disruptive checks run after all others, so no other check can wait for them. */
export const onlyDisturbersNeedDisturbers: Rule = (_written, { checks }) => {
  const disturbers = new Set(checks.filter(isDisruptive).map(({ id }) => id));
  return checks.flatMap(({ id, needs }, index) =>
    needs.flatMap((need, position) =>
      disturbers.has(need) && !disturbers.has(id)
        ? {
            code: 'NEEDS_DISTURBER' as const,
            path: ['checks', index, 'needs', position],
            text: `got ${need}, which breaks what others look at and is judged after them, expected a check that only looks`,
          }
        : [],
    ),
  );
};

export const noCheckWaitsForItself: Rule = (_written, { checks }) =>
  findCycles(new Map(checks.map(({ id, needs }) => [id, needs]))).map((cycle) => {
    const [first = '', next = first] = cycle;
    const index = checks.findLastIndex(({ id }) => id === first);
    const text = `got ${[...cycle, first].join(' → ')}, expected no check to need itself`;
    return { code: 'NEEDS_CYCLE', path: ['checks', index, 'needs', checks[index]?.needs.indexOf(next) ?? 0], text };
  });

export const scoringChecksAreClaimed: Rule = (_written, { checks, steps }) => {
  const claimed = new Set(steps.flatMap((step) => step.checks));
  return checks.flatMap(({ id, points }, index) =>
    points > 0 && !claimed.has(id)
      ? {
          code: 'CHECK_UNCLAIMED',
          path: ['checks', index, 'id'],
          text: `got ${id} with ${points} points and no step that makes it pass, expected it in the checks of a step`,
        }
      : [],
  );
};

export const somethingScores: Rule = (_written, { checks }) =>
  checks.some(({ points }) => points > 0)
    ? []
    : [{ code: 'POINTS_ZERO', path: ['checks'], text: 'got 0 points in all, expected a check that scores' }];
