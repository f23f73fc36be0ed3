import type { StepOutput } from '../actions/solve.ts';

/** Formats commands as on a terminal: each after its node's prompt, followed by its output. */
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
