import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import type { ErrorCode } from '../../../src/util/errors.ts';
import { loadLab, openEach, readLabFile } from '../../../src/lab/load.ts';
import { listLabs } from '../../../src/lab/on-disk.ts';
import { BASIC, basicLab } from './basic-lab.ts';
import { labErrorOf } from '../../helpers/thrown.ts';

describe('lab files on disk', () => {
  let root: string;
  let labs: string;

  const write = (id: string, content: string | Uint8Array): string => {
    mkdirSync(join(labs, id), { recursive: true });
    writeFileSync(join(labs, id, 'lab.yaml'), content);
    return join(labs, id);
  };

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'lab-load-')));
    labs = join(root, 'labs');
    mkdirSync(labs);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  describe('loadLab', () => {
    it('gives the lab, whose id is the name of its folder', async () => {
      const folder = write('my-lab', BASIC);
      expect(await loadLab(folder)).to.deep.equal({ ...basicLab(), id: 'my-lab', folder });
    });

    it('takes a folder that is named from the working directory', async () => {
      expect(await loadLab(relative('', write('my-lab', BASIC)))).to.have.property('id', 'my-lab');
    });

    it('takes a file that begins with a byte order mark', async () => {
      const folder = write('basic', `\ufeff${BASIC}`);
      expect(await loadLab(folder)).to.deep.equal({ ...basicLab(), folder });
    });

    it('reports every problem on a line of its own, with the file as seen from the working directory', async () => {
      const dir = write('basic', BASIC.replace('minutes: 10', 'minutes: 0').replace('role: director', 'role: boss'));
      const { code, message, hint } = await labErrorOf(loadLab(dir));
      const file = relative('', join(dir, 'lab.yaml'));
      expect(code).to.equal('LAB_FILE_INVALID');
      expect(message.split('\n')).to.deep.equal([
        `${file}:3:10: minutes: got 0, expected 1 or more`,
        `${file}:14:11: nodes.lvs01.role: got "boss", expected one of director, real-server, client, gateway`,
      ]);
      expect(hint).to.equal('docs/reference/lab-file.md explains every field.');
    });

    const unreadable: { description: string; make: () => string; why: string }[] = [
      { description: 'a folder without a lab file', make: () => labs, why: 'cannot be read (ENOENT)' },
      {
        description: 'a lab file that is a folder',
        make: () => {
          mkdirSync(join(labs, 'basic', 'lab.yaml'), { recursive: true });
          return join(labs, 'basic');
        },
        why: 'got a folder or a device, expected a file',
      },
      {
        description: 'a lab file that is a device, without reading it to its end',
        make: () => {
          mkdirSync(join(labs, 'basic'));
          symlinkSync('/dev/zero', join(labs, 'basic', 'lab.yaml'));
          return join(labs, 'basic');
        },
        why: 'got a folder or a device, expected a file',
      },
      {
        description: 'a lab file that is a link to itself',
        make: () => {
          mkdirSync(join(labs, 'basic'));
          symlinkSync('lab.yaml', join(labs, 'basic', 'lab.yaml'));
          return join(labs, 'basic');
        },
        why: 'cannot be read (ELOOP)',
      },
      {
        description: 'a zero byte',
        make: () => write('basic', 'title: \0'),
        why: 'got a zero byte at offset 7, expected text',
      },
      {
        description: 'bytes that are no UTF-8',
        make: () => write('basic', Uint8Array.of(0x74, 0x3a, 0x20, 0xca, 0xb5, 0xd1, 0xe9)), // GBK
        why: 'got bytes that are no UTF-8, expected text in UTF-8',
      },
      {
        description: 'a file of more than a megabyte',
        make: () => write('basic', '#'.repeat(1_048_577)),
        why: 'got 1048577 bytes, expected 1048576 at most',
      },
    ];
    for (const { description, make, why } of unreadable) {
      it(`refuses ${description}`, async () => {
        const dir = make();
        const { code, message } = await labErrorOf(loadLab(dir));
        expect({ code, message }).to.deep.equal({
          code: 'FILE_UNREADABLE' satisfies ErrorCode,
          message: `${relative('', join(dir, 'lab.yaml'))}: ${why}`,
        });
      });
    }

    it('keeps the cause of what the system refused', async () => {
      expect((await labErrorOf(loadLab(labs))).cause).to.have.property('code', 'ENOENT');
    });

    it('refuses a folder whose name cannot be an id', async () => {
      const { code, message } = await labErrorOf(loadLab(write('My Lab', BASIC)));
      expect(code).to.equal('LAB_FILE_INVALID');
      expect(message).to.match(/got the folder "My Lab", whose name is the lab's id, expected lower-case letters/);
    });
  });

  it('readLabFile gives the problems as data', async () => {
    const parsed = await readLabFile(join(write('basic', 'minutes: 0'), 'lab.yaml'));
    expect(parsed).to.have.nested.property('problems[1].code', 'VALUE_INVALID');
  });

  describe('listLabs', () => {
    it('lists the folders that have a lab file, sorted', async () => {
      for (const id of ['exp2', 'exp10', 'exp1']) write(id, BASIC);
      mkdirSync(join(labs, 'notes'));
      writeFileSync(join(labs, 'lab.schema.json'), '{}');
      expect(await listLabs(labs)).to.deep.equal(['exp1', 'exp10', 'exp2']);
    });

    it('lists those that are bad too: whoever loads one is told what is wrong', async () => {
      write('exp1', BASIC);
      write('My Lab', BASIC);
      symlinkSync(join(labs, 'gone'), join(labs, 'nowhere'));
      symlinkSync('loop', join(labs, 'loop'));
      mkdirSync(join(labs, 'half'));
      symlinkSync('gone.yaml', join(labs, 'half', 'lab.yaml'));
      symlinkSync(join(labs, 'exp1'), join(labs, 'linked'));
      symlinkSync(join(labs, 'exp1', 'lab.yaml'), join(labs, 'file'));
      expect(await listLabs(labs)).to.deep.equal(['My Lab', 'exp1', 'half', 'linked', 'loop', 'nowhere']);
      const file = relative('', join(labs, 'nowhere', 'lab.yaml'));
      expect((await labErrorOf(loadLab(join(labs, 'nowhere')))).message).to.equal(`${file}: cannot be read (ENOENT)`);
    });

    it('opens the right ones beside them, and says what is wrong with each of the others', async () => {
      write('basic', BASIC);
      write('minus', 'minutes: -1');
      symlinkSync(join(labs, 'gone'), join(labs, 'nowhere'));
      const { labs: opened, errors } = await openEach(
        (await listLabs(labs)).map((id) => ({ id })),
        ({ id }) => loadLab(join(labs, id)),
      );
      expect(opened).to.deep.equal([{ ...basicLab(), folder: join(labs, 'basic') }]);
      expect(errors.map(({ lab, error }) => [lab, error.code])).to.deep.equal([
        ['minus', 'LAB_FILE_INVALID'],
        ['nowhere', 'FILE_UNREADABLE'],
      ]);
    });

    it('throws what is no error of a lab', async () => {
      const bug = new TypeError('ours');
      expect(await openEach([{ id: 'x' }], () => Promise.reject(bug)).catch((error: unknown) => error)).to.equal(bug);
    });

    it('lists nothing where there is no lab', async () => {
      expect(await listLabs(labs)).to.deep.equal([]);
    });

    it('refuses a project without the folder labs', async () => {
      const { code, message } = await labErrorOf(listLabs(join(root, 'none', 'labs')));
      expect(code).to.equal('FILE_UNREADABLE');
      expect(message).to.equal(`${relative('', join(root, 'none', 'labs'))}: cannot be read (ENOENT)`);
    });
  });
});
