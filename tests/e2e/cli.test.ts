import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { execa } from 'execa';
import { lab, labFine, ROOT, type LabResult } from '../helpers/lab.ts';

const INSTANCE = 'e2e-cli';
const MAIN = join(ROOT, 'dist/cli/main.js');
const here = ['--as', INSTANCE];
/** lvs01 may have a kernel of its own, web01 has the host's. */
const NODES = ['lvs01', 'web01'];

/** The first four bytes of a pcap file, as a little-endian machine writes it (pcap-savefile(5)). */
const PCAP = 'd4c3b2a1';

const capture = (node: string, ...words: string[]): Promise<LabResult> =>
  lab(['capture', 'exp1', node, ...here, ...words]);

/** A shell that has the command line as "$@". */
async function inShell(script: string, words: string[]): Promise<LabResult> {
  const shell = ['-c', script, 'bash', process.execPath, MAIN, ...words];
  const { exitCode = -1, stdout, stderr } = await execa('bash', shell, { reject: false, input: '', timeout: 60_000 });
  return { exitCode, stdout, stderr };
}

describe('the command line on a running instance', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-lab-e2e-cli-'));
  const file = join(folder, 'x.pcap');
  before(async () => {
    await labFine(['start', 'exp1', ...here]);
  });
  after(async () => {
    await lab(['stop', 'exp1', ...here]);
    rmSync(folder, { recursive: true, force: true });
  });

  const refused: { description: string; words: string[]; message: RegExp; hint?: string }[] = [
    {
      description: 'a check that there is not',
      words: ['check', 'exp1', '--only', 'vip-director,nope'],
      message: /^lab: "nope" is no check of exp1, expected one of: web-web01, .*, wan-source$/,
    },
    {
      description: 'a step that there is not',
      words: ['solve', 'exp1', '--to', 'nope'],
      message: /^lab: "nope" is no step of exp1 for the student, expected one of: load, .*, wan$/,
    },
    {
      description: 'another kernel than the one that runs',
      words: ['start', 'exp1', '--kernel', 'own'],
      message: /^lab: \w+ of "e2e-cli" runs on the host's kernel, not as --kernel asks$/,
      hint: `Leave --kernel out, or \`lab reset exp1 --as ${INSTANCE} --kernel own\`.`,
    },
    {
      description: 'a capture in a folder that there is not',
      words: ['capture', 'exp1', 'web01', '-o', '/nonexistent/x.pcap'],
      message: /^lab: -o \/nonexistent\/x\.pcap: ENOENT: no such file or directory, open '\/nonexistent\/x\.pcap'$/,
    },
    {
      description: 'a capture in place of a folder',
      words: ['capture', 'exp1', 'web01', '-o', folder],
      message: /^lab: -o .*: EISDIR: illegal operation on a directory, open '.*'$/,
    },
  ];
  for (const { description, words, message, hint } of refused) {
    it(`refuses ${description}`, async () => {
      const { exitCode, stdout, stderr } = await lab([...words, ...here]);
      expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
      const [said = '', ...more] = stderr.split('\n');
      expect(said).to.match(message);
      expect(more).to.deep.equal(hint === undefined ? [] : [hint]);
    });
  }

  it('refuses an instance of another name, and says how to start it', async () => {
    expect(await lab(['check', 'exp1', '--as', 'e2e-cli-no'])).to.deep.equal({
      exitCode: 2,
      stdout: '',
      stderr:
        'lab: exp1 is not running under the name "e2e-cli-no"\n' +
        'Start it: `lab start exp1 --as e2e-cli-no`. `lab list` shows what runs.',
    });
  });

  it('tells of an unwritable file in JSON too', async () => {
    const { stdout } = await lab(['capture', 'exp1', 'web01', '-o', '/nonexistent/x', '--json', ...here]);
    expect(JSON.parse(stdout)).to.have.nested.property('error.code', 'FILE_UNWRITABLE');
  });

  for (const node of NODES) {
    describe(`capture on ${node}`, () => {
      it('ends by itself after --seconds, with a pcap file', async () => {
        const { exitCode, stdout, stderr } = await capture(node, '-o', file, '--seconds', '0.5', '--json');
        expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: `recording eth0 of ${node} to ${file}` });
        const { frames, ...document } = JSON.parse(stdout) as { frames: number };
        expect(document).to.deep.equal({ node, interface: 'eth0', file });
        expect(frames).to.be.a('number');
        expect(readFileSync(file).subarray(0, 4).toString('hex')).to.equal(PCAP);
      });

      it('ends at once on an interface that there is not, however long it should last', async () => {
        const { exitCode, stdout, stderr } = await capture(node, 'eth9', '-o', file, '--seconds', '3600');
        expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
        expect(stderr).to.match(
          new RegExp(`\nlab: no capture on eth9 of ${node}: tcpdump: eth9: No such device exists`),
        );
        expect(stderr).to.match(/\nInterfaces of \w+: eth0\. A filter is one of tcpdump, such as "port 80"\.$/);
      });

      it('ends at once with a filter that is none', async () => {
        const { exitCode, stderr } = await capture(node, '-o', file, '--filter', 'port and bad');
        expect(exitCode).to.equal(2);
        expect(stderr)
          .to.match(new RegExp(`\nlab: no capture on eth0 of ${node}: tcpdump: `))
          .and.to.not.match(/^ +at /m);
      });

      it('says when the disk is full', async () => {
        const { exitCode, stdout, stderr } = await capture(node, '-o', '/dev/full', '--seconds', '5');
        expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
        expect(stderr.split('\n').at(-1)).to.equal('lab: -o /dev/full: ENOSPC: no space left on device, write');
      });

      it('ends with Ctrl-C, and that is fine', async () => {
        const running = execa(process.execPath, [MAIN, 'capture', 'exp1', node, ...here, '-o', file], {
          reject: false,
        });
        running.stderr.once('data', () => void delay(300).then(() => running.kill('SIGINT')));
        const { exitCode, stderr } = await running;
        expect(exitCode).to.equal(0);
        expect(stderr).to.match(/, Ctrl-C ends it\n\d+ frames$/);
      });

      it('to standard output writes nothing else there', async () => {
        const words = ['capture', 'exp1', node, ...here, '-o', '-', '--seconds', '0.5', '--json'];
        const { stdout } = await execa(process.execPath, [MAIN, ...words], { encoding: 'buffer' });
        expect(Buffer.from(stdout).subarray(0, 4).toString('hex')).to.equal(PCAP);
      });
    });

    describe(`exec on ${node}`, () => {
      it('says nothing of its own, and exits as the command does', async () => {
        const result = await lab(['exec', 'exp1', node, ...here, '--', 'sh', '-c', 'echo out; echo err >&2; exit 42']);
        expect(result).to.deep.equal({ exitCode: 42, stdout: 'out', stderr: 'err' });
      });

      it('ends when nobody reads what the command prints', async () => {
        const words = ['exec', 'exp1', node, ...here, '--', 'sh', '-c', 'while :; do echo y; sleep 0.05; done'];
        const { exitCode, stdout, stderr } = await inShell('"$@" | head -1; exit ${PIPESTATUS[0]}', words);
        expect({ exitCode, stdout, stderr }).to.deep.equal({ exitCode: 141, stdout: 'y', stderr: '' });
      });

      it('ends with Ctrl-C', async () => {
        const words = ['exec', 'exp1', node, ...here, '--', 'sh', '-c', 'echo ready; sleep 60'];
        const running = execa(process.execPath, [MAIN, ...words], { reject: false });
        running.stdout.once('data', () => running.kill('SIGINT'));
        const { exitCode, stderr } = await running;
        expect({ exitCode, stderr }).to.deep.equal({ exitCode: 130, stderr: 'lab: interrupted' });
      });

      it('reads its input to the end', async () => {
        const input = 'line\n'.repeat(20_000);
        expect((await lab(['exec', 'exp1', node, ...here, '--', 'wc', '-l'], { input })).stdout.trim()).to.equal(
          '20000',
        );
      });
    });
  }

  describe('capture of all interfaces', () => {
    const all = join(folder, 'all.pcapng');
    interface Recorded {
      frames: number;
      interfaces: { interface: string; frames: number }[];
    }

    it('names them in one file, which tcpdump reads, with the frames of each', async () => {
      const asked = ['capture', 'exp1', ...here, '-o', all, '--filter', 'icmp', '--json'];
      const recording = execa(process.execPath, [MAIN, ...asked], { reject: false });
      await once(recording.stderr, 'data');
      await labFine(['exec', 'exp1', 'web01', ...here, '--', 'ping', '-c', '3', '-i', '0.2', '192.168.0.220']);
      // tcpdump is given frames by the kernel once a second.
      await delay(1500);
      recording.kill('SIGINT');
      const { exitCode, stdout } = await recording;
      expect(exitCode).to.equal(0);
      const { frames, interfaces } = JSON.parse(stdout) as Recorded;
      expect(interfaces.map((one) => one.interface)).to.deep.equal([
        'lvs01:eth0',
        'web01:eth0',
        'web02:eth0',
        'lanclient:eth0',
        'wanclient:eth1',
        'gateway:eth0',
        'gateway:eth1',
      ]);
      const counts = Object.fromEntries(interfaces.map((one) => [one.interface, one.frames]));
      expect(counts).to.include({ 'web01:eth0': 6, 'lanclient:eth0': 6, 'wanclient:eth1': 0 });
      const words = ['exec', 'exp1', 'web02', ...here, '--', 'tcpdump', '-nr', '-'];
      const read = await execa(process.execPath, [MAIN, ...words], { inputFile: all });
      expect(read.stdout.split('\n')).to.have.length(frames);
      expect(read.stdout).to.match(/IP 192\.168\.0\.223 > 192\.168\.0\.220: ICMP echo request/);
    });

    it('says when the disk is full, and that a filter is none', async () => {
      const full = await lab(['capture', 'exp1', ...here, '-o', '/dev/full', '--seconds', '5']);
      expect(full.exitCode).to.equal(2);
      expect(full.stderr.split('\n').at(-1)).to.equal('lab: -o /dev/full: ENOSPC: no space left on device, write');
      const bad = await lab(['capture', 'exp1', ...here, '-o', all, '--filter', 'port and bad']);
      expect(bad.exitCode).to.equal(2);
      expect(bad.stderr).to.match(/^lab: no capture on eth\d of \w+: tcpdump: /m);
    });

    it('ends with Ctrl-C, and when nobody reads it', async () => {
      const running = execa(process.execPath, [MAIN, 'capture', 'exp1', ...here, '-o', all], { reject: false });
      running.stderr.once('data', () => void delay(600).then(() => running.kill('SIGINT')));
      const { exitCode, stderr } = await running;
      expect(exitCode).to.equal(0);
      expect(stderr).to.match(/, Ctrl-C ends it\n\d+ frames: lvs01:eth0 \d+, /);
      const words = ['capture', 'exp1', ...here, '-o', '-', '--seconds', '20'];
      const unread = await inShell('"$@" | true; exit ${PIPESTATUS[0]}', words);
      expect(unread.stderr).not.to.match(/^ +at /m);
    });
  });

  it('check keeps its exit code when the reader goes away', async () => {
    const words = ['check', 'exp1', ...here, '--only', 'vip-director'];
    const { exitCode, stderr } = await inShell('"$@" | true; exit ${PIPESTATUS[0]}', words);
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 1, stderr: '' });
  });

  it('check does not exit 1 when its report cannot be written', async () => {
    const { exitCode } = await inShell('"$@" >/dev/full', ['check', 'exp1', ...here, '--only', 'vip-director']);
    expect(exitCode).to.equal(2);
  });

  it('check writes junit where it is asked to', async () => {
    const { exitCode, stdout } = await lab(['check', 'exp1', ...here, '--only', 'vip-director', '--reporter', 'junit']);
    expect(exitCode).to.equal(1);
    expect(stdout)
      .to.match(/^<\?xml /)
      .and.to.include('tests="1" failures="1"');
  });
});
