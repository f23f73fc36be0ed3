import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { replay } from '../../../../src/actions/grade/replay.ts';
import type { Engine } from '../../../../src/orchestrator/engine.ts';
import type { Instance } from '../../../../src/orchestrator/instance.ts';
import type { Submission, WorkCommand } from '../../../../src/actions/submission/work.ts';
import { bashHere } from '../../../helpers/bash-here.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'lvs-lab-replay-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

const instance: Instance = {
  name: 'x',
  lab: 'exp1',
  manifest: '',
  owner: '',
  variant: undefined,
  nodes: ['lvs01', 'web01'].map((name) => ({ name, container: name, image: 'x', kernel: 'host', state: 'running' })),
  containers: [],
  networks: [],
};

const command = (
  text: string,
  at: number,
  endedAt: number | null,
  changes: Partial<WorkCommand> = {},
): WorkCommand => ({
  run: text,
  by: 'shell',
  shell: 1,
  folder: FOLDER,
  at,
  endedAt,
  status: 0,
  ...changes,
});

const submissionOf = (nodes: Record<string, WorkCommand[]>): Submission => ({
  name: 'x',
  student: 'x',
  lab: 'exp1',
  variant: undefined,
  manifest: undefined,
  hash: '',
  nodes: Object.fromEntries(
    Object.entries(nodes).map(([node, commands]) => [node, { commands, files: [], deleted: [] }]),
  ),
});

async function run(nodes: Record<string, WorkCommand[]>): Promise<{ node: string; status: number | null }[]> {
  const abort = new AbortController();
  const { told, done } = replay({
    engine: bashHere as Engine,
    instance,
    submission: submissionOf(nodes),
    nodes: ['lvs01', 'web01'],
    onBytes: () => {},
    signal: abort.signal,
  });
  try {
    await done;
    return told.map(({ node, status }) => ({ node, status }));
  } finally {
    abort.abort();
  }
}

describe('a replay', () => {
  it('does one after another what was done so, over all nodes', async () => {
    await run({
      lvs01: [command('sleep 0.2; printf a >>order', 1000, 2000), command('printf c >>order', 5000, 6000)],
      web01: [command('printf b >>order', 3000, 4000)],
    });
    expect(readFileSync(join(FOLDER, 'order'), 'utf8')).to.equal('abc');
  });

  it('lets run beside each other what ran so: one that waits for what comes later ends', async () => {
    const told = await run({
      lvs01: [command('until [ -e flag ]; do sleep 0.02; done; (exit 4)', 1000, 9000)],
      web01: [command('touch flag', 5000, 5500)],
    });
    expect(told).to.deep.equal([
      { node: 'lvs01', status: 4 },
      { node: 'web01', status: 0 },
    ]);
  });

  it('goes on in another shell after one has ended', async () => {
    const told = await run({
      lvs01: [command('exit 3', 1000, 1500), command('(exit 5)', 2000, 2500)],
    });
    expect(told.map(({ status }) => status)).to.deep.equal([null, 5]);
  });

  it('does not wait for what had not ended', async () => {
    const told = await run({
      lvs01: [command('sleep 300', 1000, null, { status: null }), command('false', 2000, 2500, { shell: 2 })],
    });
    expect(told.map(({ status }) => status)).to.deep.equal([0, 1]);
  });

  it('runs commands of lab exec beside each other, and apart', async () => {
    const exec = { by: 'exec', shell: 0 } as const;
    const told = await run({
      web01: [
        command('until [ -e other ]; do sleep 0.02; done', 1000, 9000, exec),
        command('touch other; x=1; exit 2', 5000, 5500, exec),
        command('[ -z "$x" ]', 6000, 6500, exec),
      ],
    });
    expect(told.map(({ status }) => status)).to.deep.equal([0, 2, 0]);
  });
});
