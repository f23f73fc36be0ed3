import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { LabError } from '../../../src/util/errors.ts';
import { whileCapturing } from '../../../src/probes/capture.ts';
import type { Engine, RunningExec } from '../../../src/orchestrator/engine.ts';
import { NO_TOOLS } from '../../helpers/no-tools.ts';
import { labErrorOf } from '../../helpers/thrown.ts';

const FRAME =
  '1795335314.045895 02:42:c0:a8:00:64 > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: Request who-has 192.168.0.224 tell 192.168.0.100, length 28\n';

interface Counts {
  captured: number;
  received: number;
  dropped?: number;
}

/** A tcpdump that reads a frame each time before it is asked how many: the counts are its answers, the last one for good. */
function fakeEngine(...counts: Counts[]): { engine: Engine; ended: string[] } {
  const ended: string[] = [];
  const open = async (container: string): Promise<RunningExec> => {
    if (container === 'c-gone') throw new LabError('NODE_NOT_RUNNING', 'gone');
    if (container === 'c-slow') await delay(30);
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    if (container === 'c-deaf') {
      stderr.write('tcpdump: eth0: No such device exists\n');
      return { stdin, stdout, stderr, exitCode: delay(5, 1), resize: async () => {} };
    }
    stderr.write('listening on eth0, link-type EN10MB\n');
    const answers = [...counts];
    stdin.on('data', () => {
      const now = answers.length > 1 ? answers.shift() : answers[0];
      stdout.write(FRAME);
      stderr.write(
        `${now?.captured} packets captured, ${now?.received} packets received by filter, ${now?.dropped ?? 0} packets dropped by kernel\n`,
      );
    });
    const exitCode = new Promise<number>((resolve) => {
      stdin.on('end', () => {
        ended.push(container);
        stdout.end();
        stdout.on('end', () => resolve(0));
      });
    });
    return { stdin, stdout, stderr, exitCode, resize: async () => {} };
  };
  return { engine: { ...NO_TOOLS, open } as unknown as Engine, ended };
}

const capture = async (engine: Engine, ...names: string[]): Promise<unknown> => {
  const nodes = names.map((name) => ({
    name,
    container: `c-${name}`,
    image: 'lvs-lab/node:test',
    kernel: 'host' as const,
    state: 'running' as const,
  }));
  const specs = nodes.map((node) => ({ node, device: 'eth0', filter: 'arp' }));
  const { result, frames } = await whileCapturing(engine, specs, async () => 'worked');
  expect(result).to.equal('worked');
  return frames.map((seen) => seen.length);
};

describe('whileCapturing', () => {
  it('ends a capture at once that has read all frames', async () => {
    const { engine, ended } = fakeEngine({ captured: 1, received: 1 });
    expect(await capture(engine, 'web01')).to.deep.equal([1]);
    expect(ended).to.deep.equal(['c-web01']);
  });

  it('says so when one ends while another is still being opened', async () => {
    const { engine, ended } = fakeEngine({ captured: 1, received: 1 });
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const error = await labErrorOf(capture(engine, 'deaf', 'slow'));
    process.off('unhandledRejection', note);
    expect(unhandled).to.deep.equal([]);
    expect(error).to.include({ code: 'CAPTURE_FAILED' });
    expect(error.message).to.equal('no capture on eth0 of deaf: tcpdump: eth0: No such device exists');
    expect(ended).to.deep.equal(['c-slow']);
  });

  it('waits for one that has not, and not for what comes meanwhile', async () => {
    const { engine } = fakeEngine(
      { captured: 1, received: 3 },
      { captured: 2, received: 9 },
      { captured: 3, received: 99 },
      { captured: 99, received: 99 },
    );
    expect(await capture(engine, 'web01')).to.deep.equal([3]);
  });

  it('does not wait for ever for what came before its filter, which it never captures', async () => {
    const { engine, ended } = fakeEngine({ captured: 1, received: 3 }, { captured: 2, received: 3 });
    await capture(engine, 'web01');
    expect(ended).to.deep.equal(['c-web01']);
  });

  it('fails when frames were lost: what was not seen must not look like what was not sent', async () => {
    const { engine, ended } = fakeEngine({ captured: 1, received: 3, dropped: 2 });
    const { code, message } = await labErrorOf(capture(engine, 'web01'));
    expect(code).to.equal('CAPTURE_FAILED');
    expect(message).to.match(/^frames were lost on eth0 of web01: .*2 packets dropped by kernel$/s);
    expect(ended).to.deep.equal(['c-web01']);
  });

  it('ends those that began when another cannot', async () => {
    const { engine, ended } = fakeEngine({ captured: 1, received: 1 });
    expect((await labErrorOf(capture(engine, 'web01', 'gone', 'web02'))).code).to.equal('NODE_NOT_RUNNING');
    expect(ended).to.deep.equal(['c-web01', 'c-web02']);
  });
});
