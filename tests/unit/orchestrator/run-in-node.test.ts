import { expect } from 'chai';
import type { Engine, ExecOptions } from '../../../src/orchestrator/engine.ts';
import type { NodeHandle } from '../../../src/orchestrator/instance.ts';
import { observeInNode, runInNode } from '../../../src/orchestrator/run-in-node.ts';

const node = (kernel: 'host' | 'own'): NodeHandle => ({
  name: 'web01',
  container: 'lvs-lab_exp1_web01',
  image: 'x',
  kernel,
  state: 'running',
});

/** What messages call a command that is run in a node. */
async function called(command: string[], what?: string, kernel: 'host' | 'own' = 'host'): Promise<string | undefined> {
  let given: ExecOptions | undefined;
  const engine = {
    exec: async (_container: string, _command: string[], options?: ExecOptions) => {
      given = options;
      return { exitCode: 0, stdout: '', stderr: '' };
    },
  } as unknown as Engine;
  const run = kernel === 'own' ? observeInNode : runInNode;
  await run(engine, node(kernel), command, what === undefined ? {} : { what });
  return given?.what;
}

describe('what is asked of a node has a name in messages:', () => {
  const rows: [description: string, command: string[], what: string | undefined, expected: string][] = [
    ['the words that are given for it', ['/bin/sh', '-c', 'rm -rf x'], 'its state', 'web01: its state'],
    ['a program by its name', ['/usr/lib/lab/bin/arping', '-c', '3'], undefined, 'web01: arping'],
    ['a script never by its text', ['/usr/lib/lab/bin/sh', '-c', 'secret'], undefined, 'web01: a look at it'],
    ['bash too', ['/bin/bash', '-e', '-c', 'secret'], undefined, 'web01: a look at it'],
  ];
  for (const [description, command, what, expected] of rows)
    it(description, async () => {
      expect(await called(command, what)).to.equal(expected);
      expect(await called(command, what, 'own')).to.equal(expected);
    });
});
