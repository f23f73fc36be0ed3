import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { LabError } from '../../../../src/util/errors.ts';
import { manifestHash } from '../../../../src/lab/hash.ts';
import { listClass, readSubmission } from '../../../../src/actions/submission/read.ts';
import type { Submission } from '../../../../src/actions/submission/work.ts';
import { archiveOf, manifestOf, solution, writeByHand } from '../../../helpers/class.ts';
import { LAB } from '../../../helpers/judge.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'lvs-lab-class-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

let count = 0;
/** A folder for one submission. */
function hand(scripts: Record<string, string> = { lvs01: 'true' }): string {
  const path = join(FOLDER, `bob${(count += 1)}`);
  writeByHand(path, scripts);
  return path;
}

const read = (path: string): Promise<Submission> => readSubmission({ name: 'bob', path });

async function refusal(path: string): Promise<string> {
  const error = await read(path).then(
    () => expect.fail('was taken'),
    (caught: unknown) => caught,
  );
  if (!(error instanceof LabError)) throw error;
  expect(error.code).to.equal('SUBMISSION_INVALID');
  return error.message;
}

const hashOf = async (scripts: Record<string, string>): Promise<string> => (await read(hand(scripts))).hash;

describe('readSubmission', () => {
  it('reads an archive, with all that it says', async () => {
    const path = join(FOLDER, 'alice.tar.gz');
    writeFileSync(path, await archiveOf(manifestOf(LAB, 'Alice', solution(LAB, 'vip'))));
    const { student, lab, manifest, nodes } = await read(path);
    expect({ student, lab, manifest }).to.deep.equal({ student: 'Alice', lab: 'exp1', manifest: manifestHash(LAB) });
    expect(nodes['lvs01']?.commands.map(({ run }) => run.split('\n')[0])).to.deep.equal([
      'uname -r',
      'ifconfig eth0:0 192.168.0.240 broadcast 192.168.0.240 netmask 255.255.255.0 up',
    ]);
  });

  it('reads a folder: a script and files for each node', async () => {
    const path = hand({ lvs01: 'ipvsadm\n' });
    mkdirSync(join(path, 'gateway/etc'), { recursive: true });
    writeFileSync(join(path, 'gateway/etc/sysctl.conf'), 'x');
    chmodSync(join(path, 'gateway/etc/sysctl.conf'), 0o640);
    const { student, lab, nodes } = await read(path);
    expect({ student, lab }).to.deep.equal({ student: 'bob', lab: undefined });
    expect(nodes).to.deep.equal({
      gateway: {
        commands: [],
        deleted: [],
        files: [{ path: '/etc/sysctl.conf', mode: 0o640, writtenAt: null, content: Buffer.from('x') }],
      },
      lvs01: {
        commands: [{ run: 'ipvsadm\n', by: 'script', shell: 1, folder: '/root', at: 0, endedAt: null, status: null }],
        deleted: [],
        files: [],
      },
    });
  });

  it('has a hash that depends on what is in it', async () => {
    const first = await hashOf({ lvs01: 'true' });
    expect(await hashOf({ lvs01: 'true' })).to.equal(first);
    expect(await hashOf({ lvs01: 'false' })).to.not.equal(first);
    expect(await hashOf({ web01: 'true' })).to.not.equal(first);
  });

  const odd: { description: string; make: (path: string) => void; message: RegExp }[] = [
    {
      description: 'a symbolic link among its files',
      make: (path) => {
        mkdirSync(join(path, 'web01'));
        symlinkSync('/etc/shadow', join(path, 'web01/shadow'));
      },
      message: /^\/shadow: got a symbolic link, expected nothing but files and folders$/,
    },
    {
      description: 'a symbolic link for a script',
      make: (path) => symlinkSync('/etc/passwd', join(path, 'web01.sh')),
      message: /^web01\.sh: expected NODE\.sh, or a folder NODE with files, for nodes of the lab$/,
    },
    {
      description: 'a file that is neither',
      make: (path) => writeFileSync(join(path, 'README.md'), ''),
      message: /^README\.md: expected NODE\.sh, or a folder NODE/,
    },
    {
      description: 'a file that is too large',
      make: (path) => writeFileSync(join(path, 'web01.sh'), Buffer.alloc(1024 ** 2 + 1)),
      message: /^\/web01\.sh: got 1048577 bytes, expected 1048576 at most$/,
    },
    {
      description: 'a script that is no UTF-8',
      make: (path) => writeFileSync(join(path, 'web01.sh'), Buffer.from([0x23, 0xb2, 0xe2, 0x0a])),
      message: /^web01\.sh: got bytes that are no UTF-8, expected text in UTF-8$/,
    },
    {
      description: 'a script with a zero byte',
      make: (path) => writeFileSync(join(path, 'web01.sh'), 'true\0'),
      message: /^web01\.sh: got a zero byte at offset 4, expected text$/,
    },
  ];
  for (const { description, make, message } of odd) {
    it(`refuses a folder with ${description}`, async () => {
      const path = hand();
      make(path);
      expect(await refusal(path)).to.match(message);
    });
  }

  it('refuses what is not itself an archive or a folder but leads to one', async () => {
    const path = join(FOLDER, 'elsewhere');
    symlinkSync(hand(), path);
    expect(await refusal(path)).to.equal('got a symbolic link, expected an archive or a folder');
  });

  it('refuses files that are small each, and too much together', async () => {
    const path = hand();
    mkdirSync(join(path, 'web01'));
    for (let file = 0; file < 9; file += 1) writeFileSync(join(path, `web01/${file}`), Buffer.alloc(1024 ** 2));
    expect(await refusal(path)).to.equal(`got ${9 * 1024 ** 2} bytes of files, expected ${8 * 1024 ** 2} at most`);
  });

  it('refuses an empty folder, and a file that is no archive', async () => {
    expect(await refusal(hand({}))).to.match(/^is an empty folder/);
    const zip = join(FOLDER, 'alice.zip');
    writeFileSync(zip, 'PK');
    expect(await refusal(zip)).to.match(/^expected an archive NAME\.tar\.gz/);
  });
});

describe('listClass', () => {
  it('lists all but what is hidden and the folder for results, in order', async () => {
    const folder = join(FOLDER, 'class');
    for (const name of ['b', 'a', '.git', 'out']) mkdirSync(join(folder, name), { recursive: true });
    for (const name of ['c.tar.gz', 'd.tgz', 'e.zip']) writeFileSync(join(folder, name), '');
    const names = (await listClass(folder, join(folder, 'out'))).map(({ name }) => name);
    expect(names).to.deep.equal(['a', 'b', 'c', 'd', 'e.zip']);
  });

  it('says that a folder is not there', async () => {
    const error = await listClass('/nonexistent', '').catch((caught: unknown) => caught);
    expect(error).to.include({
      code: 'FILE_UNREADABLE',
      message: '/nonexistent: cannot be read as a folder of submissions (ENOENT)',
    });
  });
});
