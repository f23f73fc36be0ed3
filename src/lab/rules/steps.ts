/** Rules about the steps: what they name, and their order. */
import { expectedOneOf } from '../nearest.ts';
import { findDuplicates } from './duplicates.ts';
import type { Rule } from './rule.ts';

export const stepIdsApart: Rule = (_written, { steps }) => findDuplicates('steps', steps);

export const stepNodesExist: Rule = (_written, { steps, nodes }) => {
  const known = nodes.map(({ name }) => name);
  return steps.flatMap(({ commands }, index) =>
    commands.flatMap(({ node }, position) =>
      known.includes(node)
        ? []
        : {
            code: 'NODE_UNKNOWN',
            path: ['steps', index, 'commands', position, 'node'],
            text: `got ${node}, ${expectedOneOf(known, node)}`,
          },
    ),
  );
};

export const stepChecksExist: Rule = (_written, { steps, checks }) => {
  const known = checks.map(({ id }) => id);
  return steps.flatMap((step, index) =>
    step.checks.flatMap((id, position) =>
      known.includes(id)
        ? []
        : {
            code: 'CHECK_UNKNOWN',
            path: ['steps', index, 'checks', position],
            text: `got ${id}, ${expectedOneOf(known, id)}`,
          },
    ),
  );
};

/** What the lab does, it does at boot: before the student's first step. */
export const labStepsFirst: Rule = (_written, { steps }) => {
  const first = steps.findIndex(({ by }) => by === 'student');
  return steps.flatMap(({ by }, index) =>
    by === 'lab' && first !== -1 && index > first
      ? {
          code: 'STEP_ORDER',
          path: ['steps', index, 'by'],
          text: `got lab after the student's step ${steps[first]?.id}, expected the lab's steps first`,
        }
      : [],
  );
};
