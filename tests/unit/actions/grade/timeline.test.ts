import { expect } from 'chai';
import { endOf, replayed, timeline } from '../../../../src/actions/grade/timeline.ts';
import type { NodeWork, Submission, WorkCommand, WorkFile } from '../../../../src/actions/submission/work.ts';

const command = (run: string, at: number, changes: Partial<WorkCommand> = {}): WorkCommand => ({
  run,
  by: 'shell',
  shell: 1,
  folder: '/root',
  at,
  endedAt: at + 10,
  status: 0,
  ...changes,
});

const file = (path: string, writtenAt: number | null): WorkFile => ({
  path,
  mode: 0o644,
  writtenAt,
  content: Buffer.from(path),
});

const work = (changes: Partial<NodeWork>): NodeWork => ({ commands: [], files: [], deleted: [], ...changes });

function orderOf(nodes: Submission['nodes']): string[] {
  const submission: Submission = {
    name: 'x',
    student: 'x',
    lab: 'exp1',
    variant: undefined,
    manifest: undefined,
    nodes,
    hash: '',
  };
  return timeline(submission, ['lvs01', 'web01']).map((step) =>
    step.what === 'command'
      ? `${step.node} ${step.command.run}`
      : `${step.node} ${step.files.map(({ path }) => path).join('+')}`,
  );
}

const script = (run: string): WorkCommand => command(run, 0, { by: 'script', endedAt: 0, status: null });

describe('the timeline', () => {
  it('is that of the clock, over all nodes', () => {
    const nodes = {
      web01: work({ commands: [command('two', 2000), command('four', 4000)] }),
      lvs01: work({ commands: [command('one', 1000), command('three', 3000)] }),
    };
    expect(orderOf(nodes)).to.deep.equal(['lvs01 one', 'web01 two', 'lvs01 three', 'web01 four']);
  });

  it('has a file behind the command that wrote it, even where the kernel’s clock is late, and before the next', () => {
    const commands = [command('echo x >>/etc/x', 1000), command('daemon', 2000)];
    const nodes = { web01: work({ commands, files: [file('/etc/x', 995)] }) };
    expect(orderOf(nodes)).to.deep.equal(['web01 echo x >>/etc/x', 'web01 /etc/x', 'web01 daemon']);
  });

  it('puts what has no time first: files, then scripts, in the order of the lab', () => {
    const nodes = {
      web01: work({ commands: [script('b')], files: [file('/b', null), file('/c', null)] }),
      lvs01: work({ commands: [script('a')], files: [file('/a', null)] }),
    };
    expect(orderOf(nodes)).to.deep.equal(['lvs01 /a', 'web01 /b+/c', 'lvs01 a', 'web01 b']);
  });

  it('leaves out nodes that the lab does not have', () => {
    expect(orderOf({ other: work({ commands: [command('x', 1)] }) })).to.deep.equal([]);
  });
});

describe('what is replayed', () => {
  const cases: { description: string; command: WorkCommand; text: string; end: number }[] = [
    { description: 'what ended, as it was typed', command: command('false', 5), text: 'false', end: 15 },
    {
      description: 'what came by lab exec, in a shell of its own',
      command: command('exit 3', 5, { by: 'exec' }),
      text: '(\nexit 3\n)',
      end: 15,
    },
    {
      description: 'what was ended by Ctrl-C, for two seconds at most',
      command: command("ping 'x'", 5, { status: 130, endedAt: 60_005 }),
      text: String.raw`timeout -s INT -k 1 2 bash -c 'ping '\''x'\'''`,
      end: 60_005,
    },
    {
      description: 'what was ended by Ctrl-C at once',
      command: command('ping x', 0, { status: 130, endedAt: 700 }),
      text: "timeout -s INT -k 1 0.7 bash -c 'ping x'",
      end: 700,
    },
    {
      description: 'what had not ended, behind the others',
      command: command('keepalived -n', 5, { status: null, endedAt: null }),
      text: "{ eval 'keepalived -n'\n} >/dev/null 2>&1 &",
      end: Infinity,
    },
    {
      description: 'what was stopped by Ctrl-Z, behind the others',
      command: command('ping x', 5, { status: 148 }),
      text: "{ eval 'ping x'\n} >/dev/null 2>&1 &",
      end: Infinity,
    },
    {
      description: 'a script',
      command: command('a\nb\n', 0, { by: 'script', endedAt: null, status: null }),
      text: 'a\nb\n',
      end: 0,
    },
  ];
  for (const { description, command: one, text, end } of cases) {
    it(`is ${description}`, () => {
      expect(replayed(one)).to.equal(text);
      expect(endOf(one)).to.equal(end);
    });
  }
});
