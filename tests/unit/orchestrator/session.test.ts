import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { bytesOf } from '../../../src/orchestrator/bytes-of.ts';
import type { Engine, RunningExec } from '../../../src/orchestrator/engine.ts';
import { FrameReader } from '../../../src/orchestrator/session-frames.ts';
import { holdingSessions, Session, sessionIn } from '../../../src/orchestrator/session.ts';
import { thrownBy } from '../../helpers/thrown.ts';

const PROGRAM = 'images/node/rootfs/usr/lib/lab/session';

/** Runs the real program on this machine, with this machine's perl. */
function localEngine(program: string[] = ['perl', PROGRAM]) {
  const started: RunningExec[] = [];
  const kills: (() => void)[] = [];
  const open = async (): Promise<RunningExec> => {
    const [file = '', ...words] = program;
    const child = spawn(file, words);
    const exitCode = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 137)));
    const running = {
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      exitCode,
      resize: async () => {},
    };
    started.push(running);
    kills.push(() => child.kill('SIGKILL'));
    return running;
  };
  return { engine: { open, patience: 1 } as unknown as Engine, started, kills };
}

const text = async (stream: NodeJS.ReadableStream): Promise<string> =>
  (await bytesOf(stream as AsyncIterable<unknown>, 'a test')).toString();

async function ended({ stdout, stderr, exitCode }: RunningExec) {
  const [out, err, status] = await Promise.all([text(stdout), text(stderr), exitCode]);
  return { out, err, status };
}

const sh = (script: string): string[] => ['sh', '-c', script];

async function opened(): Promise<Session> {
  const session = await Session.open(localEngine().engine, 'c', (command) => command);
  if (!session) throw new Error('no session');
  return session;
}

describe('a session in a node', () => {
  let session: Session;
  before(async () => (session = await opened()));
  after(() => session.close());

  it('tells output, errors and exit status apart', async () => {
    const run = session.run(sh('echo out; echo err >&2; exit 3'));
    run.stdin.end();
    expect(await ended(run)).to.deep.equal({ out: 'out\n', err: 'err\n', status: 3 });
  });

  it('gives arguments as they are, empty ones and lines too', async () => {
    const run = session.run(['printf', '<%s>', '', 'a b', "it's\nü"]);
    expect((await ended(run)).out).to.equal("<><a b><it's\nü>");
  });

  it('feeds a command more than a pipe holds, and reads more than a frame holds', async () => {
    const run = session.run(['cat']);
    run.stdin.end(Buffer.alloc(1_000_000, 'x'));
    const { out, status } = await ended(run);
    expect({ length: out.length, status }).to.deep.equal({ length: 1_000_000, status: 0 });
  });

  it('runs commands beside each other', async () => {
    const slow = session.run(sh('read line; echo "slow $line"'));
    expect((await ended(session.run(sh('echo quick')))).out).to.equal('quick\n');
    slow.stdin.end('now\n');
    expect((await ended(slow)).out).to.equal('slow now\n');
  });

  it('tells of a program that there is not, and of one that a signal ended', async () => {
    const missing = await ended(session.run(['/nowhere']));
    expect(missing).to.deep.equal({ out: '', err: '/nowhere: No such file or directory\n', status: 127 });
    expect((await ended(session.run(sh('kill -TERM $$')))).status).to.equal(143);
  });

  it('does not wait for what a command leaves behind for more than some seconds', async () => {
    const { out, status } = await ended(session.run(sh('sleep 6 & echo left')));
    expect({ out, status }).to.deep.equal({ out: 'left\n', status: 0 });
  });

  it('ends the input of a command that is not wanted any more', async () => {
    const abort = new AbortController();
    const run = session.run(sh('cat; echo ended > /dev/null'), abort.signal);
    abort.abort(new Error('enough'));
    expect(String(await thrownBy(run.exitCode))).to.include('enough');
    expect((await ended(session.run(sh('echo next')))).out).to.equal('next\n');
  });

  it('that is killed ends what runs in it, as a node does whose power is cut', async () => {
    const { engine, kills } = localEngine();
    const killed = await Session.open(engine, 'c', (command) => command);
    const run = killed?.run(['sleep', '5']);
    await sleep(50);
    kills[0]?.();
    expect(await run?.exitCode).to.equal(137);
    expect(killed?.isOver).to.equal(true);
  });

  it('is not there where the program is not', async () => {
    const { engine } = localEngine(['sh', '-c', 'echo no such thing >&2; exit 127']);
    expect(await Session.open(engine, 'c', (command) => command)).to.equal(undefined);
  });
});

describe('sessionIn', () => {
  it('has one process for all who hold it, and none once nobody does', async () => {
    const { engine, started } = localEngine();
    expect(await sessionIn(engine, 'c')).to.equal(undefined);
    await holdingSessions(engine, ['c'], async () => {
      const first = await sessionIn(engine, 'c');
      await holdingSessions(engine, ['c'], async () => expect(await sessionIn(engine, 'c')).to.equal(first));
      expect(await sessionIn(engine, 'c')).to.equal(first);
      expect(await sessionIn(engine, 'other')).to.equal(undefined);
    });
    expect(started).to.have.length(1);
    expect(await started[0]?.exitCode).to.equal(0);
    expect(await sessionIn(engine, 'c')).to.equal(undefined);
  });

  it('opens another one when it was killed, one for all who meet that at a time', async () => {
    const { engine, started, kills } = localEngine();
    await holdingSessions(engine, ['c'], async () => {
      await sessionIn(engine, 'c');
      kills[0]?.();
      await started[0]?.exitCode;
      await sleep(1);
      const sessions = await Promise.all(['a', 'b'].map(() => sessionIn(engine, 'c')));
      expect(sessions[0]).to.equal(sessions[1]);
      const run = sessions[0]?.run(['echo', 'again']);
      expect(run && (await text(run.stdout))).to.equal('again\n');
    });
    expect(await started[1]?.exitCode).to.equal(0);
    expect(started).to.have.length(2);
  });
});

describe('a session that does not come', () => {
  const silent = ['sh', '-c', 'exec sleep 20'];

  it('is not waited for by who is interrupted', async () => {
    const { engine, kills } = localEngine(silent);
    const abort = new AbortController();
    await holdingSessions(engine, ['c'], async () => {
      const waiting = sessionIn(engine, 'c', undefined, abort.signal);
      await sleep(20);
      abort.abort(new Error('enough'));
      expect(String(await thrownBy(waiting))).to.include('enough');
    });
    kills[0]?.();
  });

  it('is given up when nobody holds it any more', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const { engine: real, kills } = localEngine(silent);
    const open: Engine['open'] = (container, command, options) => {
      signals.push(options.signal);
      return real.open(container, command, options);
    };
    const engine = { open, patience: 1 } as unknown as Engine;
    await holdingSessions(engine, ['c'], async () => {
      sessionIn(engine, 'c').catch(() => {});
      await sleep(20);
    });
    expect(signals.map((signal) => signal?.aborted)).to.deep.equal([true]);
    kills[0]?.();
  });
});

describe('FrameReader', () => {
  it('takes frames in pieces of any size', () => {
    const bytes = Buffer.from('out 1 3\na\nbexit 1 1\n0');
    const whole = [
      { kind: 'out', id: 1, bytes: Buffer.from('a\nb') },
      { kind: 'exit', id: 1, bytes: Buffer.from('0') },
    ];
    expect(new FrameReader().read(bytes)).to.deep.equal(whole);
    const reader = new FrameReader();
    expect([...bytes].flatMap((byte) => reader.read(Buffer.from([byte])))).to.deep.equal(whole);
  });

  for (const bad of ['hello\n', 'out 1\n', 'x'.repeat(64), 'out 1 99999999\n']) {
    it(`refuses ${JSON.stringify(bad)}`, () =>
      expect(() => new FrameReader().read(Buffer.from(bad))).to.throw(/expected a frame/));
  }
});
