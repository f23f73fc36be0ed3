import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { failServer, pull } from '../../../src/probes/trigger.ts';
import type { Engine, ExecResult, RunningExec } from '../../../src/orchestrator/engine.ts';
import { labErrorOf } from '../../helpers/thrown.ts';

const NODE = {
  name: 'web01',
  container: 'c-web01',
  image: 'lvs-lab/node:test',
  kernel: 'host' as const,
  state: 'running' as const,
};

/** So impatient that a bound of 30 s is one of 30 ms. */
const PATIENCE = 0.001;

/** Whose scripts say this, and never end. */
function fakeEngine(says: string): { engine: Engine; streams: PassThrough[] } {
  const streams: PassThrough[] = [];
  const open = async (): Promise<RunningExec> => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    streams.push(stdin);
    stdout.write(says);
    return { stdin, stdout, stderr, exitCode: new Promise(() => {}), resize: async () => {} };
  };
  return { engine: { open, patience: PATIENCE } as unknown as Engine, streams };
}

const done = (stderr = '', exitCode = 0): ExecResult => ({ exitCode, stdout: '', stderr });

describe('breaking a node', () => {
  it('gives up, and lets go, when a service does not stop', async () => {
    const { engine, streams } = fakeEngine('');
    const error = await labErrorOf(failServer(engine, NODE, 'service', 'eth0'));
    expect(error).to.include({
      code: 'NODE_UNRESPONSIVE',
      message: 'web01: breaking it did not end within 0.03 s',
    });
    expect(streams.map(({ destroyed }) => destroyed)).to.deep.equal([true]);
  });

  it('gives up, and lets go, when what it starts again does not let the mending end', async () => {
    const { engine, streams } = fakeEngine('held\n');
    const mend = await failServer(engine, NODE, 'service', 'eth0');
    expect(await labErrorOf(mend())).to.include({ message: 'web01: mending it did not end within 0.06 s' });
    expect(streams.map(({ destroyed }) => destroyed)).to.deep.equal([true]);
  });

  it('says so when the machine does not boot again', async () => {
    const engine = {
      patience: 1,
      exec: async (_container: string, [command]: string[]) =>
        command === '/usr/lib/lab/wait-ready' ? done('setting the node up failed: no space\n', 1) : done(),
      killContainer: async () => {},
      startContainer: async () => {},
    } as unknown as Engine;
    const mend = await pull(engine, NODE, 'node', 'eth0');
    expect(await labErrorOf(mend())).to.include({
      code: 'NODE_BOOT_FAILED',
      message: 'node web01 did not boot: setting the node up failed: no space',
    });
  });
});
