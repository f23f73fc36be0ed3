/** Rules about checks: the names that they refer to, their `needs` and their points. */
import { isDisruptive, factsOf, type Check } from '../checks/kinds.ts';
import { findDuplicates } from './duplicates.ts';
import { findCycles } from './cycles.ts';
import type { Rule } from './rule.ts';
import { findUnknown } from './unknown.ts';

export const checkIdsApart: Rule = (_written, { checks }) => findDuplicates('checks', checks);

export const checkNodesExist: Rule = (_written, { checks, nodes }) => {
  const known = nodes.map(({ name }) => name);
  return checks.flatMap((check, index) =>
    factsOf(check)
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

/** Ids of checks that cost points when they fail, their own or those of checks that need them. */
function costly(checks: Check[]): Set<string> {
  const ids = new Set(checks.filter(({ points }) => points > 0).map(({ id }) => id));
  // A set goes on over what is added on the way.
  for (const id of ids) for (const need of checks.find((one) => one.id === id)?.needs ?? []) ids.add(need);
  return ids;
}

/** Full points mean that all passed: what failed alone would cost nothing, and the report would say both. */
export const failingCostsPoints: Rule = (_written, { checks }) => {
  const ids = costly(checks);
  if (checks.every(({ points }) => points === 0)) return [];
  return checks.flatMap(({ id }, index) =>
    ids.has(id)
      ? []
      : [
          {
            code: 'POINTS_ZERO' as const,
            path: ['checks', index, 'points'],
            text: `got 0 points for ${id}, which no check that scores needs, expected points, or such a check`,
          },
        ],
  );
};

export const somethingScores: Rule = (_written, { checks }) =>
  checks.some(({ points }) => points > 0)
    ? []
    : [{ code: 'POINTS_ZERO', path: ['checks'], text: 'got 0 points in all, expected a check that scores' }];
