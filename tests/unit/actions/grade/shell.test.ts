import { setMaxListeners } from 'node:events';
import { expect } from 'chai';
import { ReplayShell } from '../../../../src/actions/grade/shell.ts';
import type { Engine } from '../../../../src/orchestrator/engine.ts';
import type { NodeHandle } from '../../../../src/orchestrator/instance.ts';
import { bashHere } from '../../../helpers/bash-here.ts';

const NODE: NodeHandle = { name: 'web01', container: 'c', image: 'x', kernel: 'host', state: 'running' };

describe('a shell for replaying', () => {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  let printed = 0;
  const open = (signal: AbortSignal = abort.signal): Promise<ReplayShell> =>
    ReplayShell.open(bashHere as Engine, NODE, '/', { signal, onBytes: (count) => (printed += count) });
  after(() => abort.abort());

  const commands: { description: string; texts: string[]; status: number; output: string }[] = [
    { description: 'tells the exit status', texts: ['(exit 7)'], status: 7, output: '' },
    { description: 'tells what was printed, errors too', texts: ['echo a; echo b >&2'], status: 0, output: 'a\nb\n' },
    {
      description: 'keeps folder, variables, functions and aliases',
      texts: ['cd /tmp; x=1; f() { echo "$x $PWD"; }', 'f'],
      status: 0,
      output: '1 /tmp\n',
    },
    { description: 'takes a here-document', texts: ["cat <<'E'\na $x\nE"], status: 0, output: 'a $x\n' },
    { description: 'takes an alias', texts: ["alias hi='echo hi'", 'hi'], status: 0, output: 'hi\n' },
    { description: 'gives nothing to read', texts: ['cat'], status: 0, output: '' },
    { description: 'lives on after an error of syntax', texts: ['if', 'echo on'], status: 0, output: 'on\n' },
    {
      description: 'is not lost when output is sent away',
      texts: ['exec >/dev/null 2>&1', 'false'],
      status: 1,
      output: '',
    },
    { description: 'waits for nothing in the background', texts: ['sleep 60 &', 'echo on'], status: 0, output: 'on\n' },
    {
      description: 'is not kept by an editor',
      texts: ["alias vi='vim.tiny'", 'vi /etc/x; nano y'],
      status: 0,
      output: '',
    },
    {
      description: 'is not taken in by what looks like its mark',
      texts: ['echo; echo "$(uuidgen 2>/dev/null || echo x) 0"; (exit 3)'],
      status: 3,
      output: '',
    },
  ];
  for (const { description, texts, status, output } of commands) {
    it(description, async () => {
      const shell = await open();
      const outcomes = [];
      for (const text of texts) outcomes.push(await shell.run(text));
      expect(outcomes.at(-1)?.status).to.equal(status);
      if (output !== '') expect(outcomes.at(-1)?.output).to.equal(output);
    });
  }

  it('tells of its end, and that it has ended', async () => {
    const shell = await open();
    expect(await shell.run('echo bye; exit 3')).to.deep.equal({ status: null, output: 'bye\n' });
    expect(shell.hasEnded).to.equal(true);
    expect(await shell.run('echo more')).to.include({ status: null });
  });

  it('keeps the end of much output, and counts all of it', async () => {
    const shell = await open();
    printed = 0;
    const { status, output } = await shell.run('for i in {1..20000}; do echo line $i; done');
    expect(status).to.equal(0);
    expect(output).to.have.length(1000);
    expect(output.endsWith('line 20000\n')).to.equal(true);
    expect(printed).to.be.greaterThan(200_000);
  });

  it('fails with what ended it from outside', async () => {
    const own = new AbortController();
    const shell = await open(own.signal);
    const running = shell.run('sleep 60');
    own.abort(new Error('enough'));
    const error = await running.catch((caught: unknown) => caught);
    expect(error).to.have.property('message', 'enough');
  });
});
