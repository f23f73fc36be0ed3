import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../helpers/lab.ts';
import { expectRefusal, FOLDER, offline } from '../helpers/offline.ts';

const FILES = ['lab.yaml', 'guide.zh.md', 'guide.en.md'];
const IS_NAME = 'The name is the id of the lab, and of its folder in the working directory.';

/** Without the first, which names the schema. */
const lines = (text: string): string[] => text.split('\n').slice(1);

describe('lab new', () => {
  const cwd = join(FOLDER, 'new');
  const of = (...path: string[]): string => readFileSync(join(cwd, ...path), 'utf8');
  const made = async (...words: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await offline(['new', ...words], { cwd });
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' });
    return stdout;
  };
  before(() => mkdirSync(cwd));

  it('makes a lab that is valid, also in a variant, with guides in both languages', async () => {
    expect(await made('first')).to.equal(
      'made ./first: lab.yaml, guide.zh.md, guide.en.md\n' +
        'Next: lab start ./first --solve, lab check first, lab selftest ./first',
    );
    for (const words of [[], ['--variant', 'alice']]) {
      const { exitCode, stdout } = await offline(['validate', 'first', ...words], { cwd });
      expect({ exitCode, stdout }).to.deep.equal({ exitCode: 0, stdout: 'first/lab.yaml: fine' });
    }
    for (const language of ['zh', 'en']) {
      const guide = (await offline(['guide', './first', '--lang', language], { cwd })).stdout;
      expect(guide, language).to.include('lab start ./first').and.include('lab check first');
      expect(guide, language).not.to.include('template');
      expect((await offline(['guide', './first', 'servers', '--lang', language], { cwd })).stdout).to.match(/^## 3\. /);
    }
    expect(of('first', 'lab.yaml')).to.include(`$schema=${join(ROOT, 'labs/lab.schema.json')}\n`);
  });

  it('copies a lab of the project, and one that lies elsewhere', async () => {
    await made('second', '--from', 'exp1');
    expect(lines(of('second', 'lab.yaml'))).to.deep.equal(
      lines(readFileSync(join(ROOT, 'labs/exp1/lab.yaml'), 'utf8')),
    );
    expect(of('second', 'guide.en.md')).not.to.match(/lab (check|start|shell) exp1/);
    await made('third', '--from', './second');
    expect(of('third', 'lab.yaml')).to.equal(of('second', 'lab.yaml'));
    const { exitCode } = await offline(['new', 'fourth', '--from', 'third'], { cwd, env: { LAB_PATH: cwd } });
    expect(exitCode).to.equal(0);
    const { stdout } = await offline(['validate', 'second', 'third', 'fourth'], { cwd });
    expect(stdout).to.equal('second/lab.yaml: fine\nthird/lab.yaml: fine\nfourth/lab.yaml: fine');
  });

  it('copies a lab without guides without them', async () => {
    mkdirSync(join(cwd, 'bare'));
    writeFileSync(join(cwd, 'bare/lab.yaml'), of('first', 'lab.yaml'));
    expect(JSON.parse(await made('fifth', '--from', './bare', '--json'))).to.deep.equal({
      lab: 'fifth',
      folder: join(cwd, 'fifth'),
      files: ['lab.yaml'],
    });
  });

  for (const { description, name, prepare } of [
    {
      description: 'a folder',
      name: 'folder',
      prepare: (path: string): void => mkdirSync(path),
    },
    { description: 'a file', name: 'file', prepare: (path: string): void => writeFileSync(path, 'mine') },
    { description: 'a dangling link', name: 'link', prepare: (path: string): void => symlinkSync('nowhere', path) },
  ]) {
    it(`never overwrites ${description}`, async () => {
      prepare(join(cwd, name));
      const result = await offline(['new', name], { cwd });
      expectRefusal(result, `./${name} is there already, expected a name that no file or folder has`);
    });
  }

  for (const name of ['Web', '1st', 'a_b', './mine', '../mine', '', 'a'.repeat(41)]) {
    it(`refuses the name "${name}"`, async () => {
      const text = `got the name "${name}", expected lower-case letters, digits and hyphens, a letter first, 40 at most`;
      expectRefusal(await offline(['new', name], { cwd }), text, IS_NAME);
    });
  }

  it('refuses the name of another lab', async () => {
    const text = `got the name "exp1", which the lab in ${join(ROOT, 'labs/exp1')} has, expected another`;
    expectRefusal(await offline(['new', 'exp1'], { cwd }), text);
  });

  it('makes nothing of a lab that is not there, or is not valid', async () => {
    const there = readdirSync(cwd);
    const missing = await offline(['new', 'sixth', '--from', './nothing'], { cwd });
    expect(missing.exitCode).to.equal(2);
    expect(missing.stderr).to.include('nothing/lab.yaml: cannot be read (ENOENT)');
    writeFileSync(join(cwd, 'bare/lab.yaml'), 'title: 1\n');
    const invalid = await offline(['new', 'sixth', '--from', './bare'], { cwd });
    expect(invalid.exitCode).to.equal(2);
    expect(invalid.stderr).to.include('bare/lab.yaml:1:8: title: ');
    expect(readdirSync(cwd)).to.deep.equal(there);
  });

  it('leaves only the files of a lab in its folder', () => {
    expect(readdirSync(join(cwd, 'first'))).to.have.members(FILES);
  });
});
