import type { StepOutput } from '../actions/solve.ts';

/** As a terminal would show it: the commands of each node behind its prompt, then what they printed. */
export const transcript = (outputs: StepOutput[]): string =>
  outputs
    .map(({ node, run, output }) => {
      const commands = run
        .trimEnd()
        .split('\n')
        .map((line) => `[root@${node} ~]# ${line}`);
      return [...commands, ...(output === '' ? [] : [output.trimEnd()])].join('\n');
    })
    .join('\n');
