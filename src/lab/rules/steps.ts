/** Rules about steps and initial states: the names that they refer to, and their order. */
import type { LabNode, StepCommands } from '../lab.ts';
import type { Flaw } from '../problem.ts';
import { findDuplicates } from './duplicates.ts';
import type { Rule } from './rule.ts';
import { findUnknown } from './unknown.ts';

export const stepIdsApart: Rule = (_written, { steps }) => findDuplicates('steps', steps);

const unknownNodes = (list: 'steps' | 'draw', entries: { commands: StepCommands[] }[], nodes: LabNode[]): Flaw[] => {
  const known = nodes.map(({ name }) => name);
  return entries.flatMap(({ commands }, index) =>
    commands.flatMap(({ node }, position) =>
      findUnknown('NODE_UNKNOWN', known, node, [list, index, 'commands', position, 'node']),
    ),
  );
};

export const stepNodesExist: Rule = (_written, { steps, nodes }) => unknownNodes('steps', steps, nodes);

export const drawIdsApart: Rule = (_written, { draw = [] }) => findDuplicates('draw', draw);

export const drawNodesExist: Rule = (_written, { draw = [], nodes }) => unknownNodes('draw', draw, nodes);

export const stepChecksExist: Rule = (_written, { steps, checks }) => {
  const known = checks.map(({ id }) => id);
  return steps.flatMap((step, index) =>
    step.checks.flatMap((id, position) =>
      findUnknown('CHECK_UNKNOWN', known, id, ['steps', index, 'checks', position]),
    ),
  );
};

/** The lab's own steps run at boot, so they must come before the student's first step. */
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
