import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { FOLDER, offline } from '../helpers/offline.ts';
import { ROOT, type LabResult } from '../helpers/lab.ts';
import { INVALID_LABS } from '../unit/lab/invalid-labs.ts';

const fileOf = (name: string): string => `tests/fixtures/labs-invalid/${name}.yaml`;
const nameOf = (index: number): string => `unreadable-${index}.yaml`;
const fine = (stdout: string): LabResult => ({ exitCode: 0, stdout, stderr: '' });
const bad = (stdout: string): LabResult => ({ exitCode: 2, stdout, stderr: '' });

const exp1 = (): string => readFileSync(join(ROOT, 'labs/exp1/lab.yaml'), 'utf8');

describe('lab validate', () => {
  it('accepts every lab of the project when none is named', async () => {
    const { exitCode, stdout, stderr } = await offline(['validate']);
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')).to.include('labs/exp1/lab.yaml: fine');
    expect(stdout.replace(/^labs\/[a-z0-9-]+\/lab\.yaml: fine$/gm, '').trim()).to.equal('');
  });

  it('accepts a good file, whatever its name', async () => {
    const file = 'tests/fixtures/labs-valid/basic.yaml';
    expect(await offline(['validate', file])).to.deep.equal(fine(`${file}: fine`));
  });

  it('takes a folder for its lab.yaml', async () => {
    expect(await offline(['validate', 'labs/exp1'])).to.deep.equal(fine('labs/exp1/lab.yaml: fine'));
  });

  it('names files as seen from the working directory', async () => {
    const result = await offline(['validate', join(ROOT, 'labs/exp1/lab.yaml')], { cwd: join(ROOT, 'labs') });
    expect(result).to.deep.equal(fine('exp1/lab.yaml: fine'));
  });

  describe('refuses', () => {
    let lines: string[] = [];
    before(async () => {
      const { exitCode, stdout, stderr } = await offline(['validate', ...INVALID_LABS.map(({ file }) => fileOf(file))]);
      expect({ exitCode, stderr }).to.deep.equal({ exitCode: 2, stderr: '' });
      lines = stdout.split('\n');
    });

    for (const { description, file, problems } of INVALID_LABS) {
      it(`${file}: ${description}`, () => {
        const found = lines.filter((line) => line.startsWith(`${fileOf(file)}:`));
        expect(found).to.deep.equal(
          problems.map(([, line, column, text]) => `${fileOf(file)}:${line}:${column}: ${text}`),
        );
      });
    }

    it('nothing else', () => {
      expect(lines.length).to.equal(INVALID_LABS.flatMap(({ problems }) => problems).length);
    });
  });

  it('exits 2 for one bad file among good ones, and shows them all', async () => {
    const [first] = INVALID_LABS.filter(({ file }) => file === 'number-is-text');
    const [, line, column, message] = first?.problems[0] ?? [];
    expect(await offline(['validate', 'labs/exp1', fileOf('number-is-text')])).to.deep.equal(
      bad(`labs/exp1/lab.yaml: fine\n${fileOf('number-is-text')}:${line}:${column}: ${message}`),
    );
  });

  it('has code, position and path of each mistake in its JSON document', async () => {
    const { exitCode, stdout, stderr } = await offline(['validate', '--json', 'labs/exp1', fileOf('number-is-text')]);
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 2, stderr: '' });
    const message = 'minutes: got "ten", expected a number';
    expect(JSON.parse(stdout)).to.deep.equal({
      files: [
        { file: join(ROOT, 'labs/exp1/lab.yaml'), valid: true, problems: [], error: null },
        {
          file: join(ROOT, fileOf('number-is-text')),
          valid: false,
          problems: [{ code: 'VALUE_INVALID', line: 3, column: 10, path: 'minutes', message }],
          error: null,
        },
      ],
    });
  });

  const unreadable: { description: string; make: (path: string) => void; why: string }[] = [
    { description: 'a file that is missing', make: () => {}, why: ': cannot be read (ENOENT)' },
    {
      description: 'a file that is not text',
      make: (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x41])),
      why: ': got bytes that are no UTF-8, expected text in UTF-8',
    },
    {
      description: 'a file with a zero byte',
      make: (path) => writeFileSync(path, 'title: \0'),
      why: ': got a zero byte at offset 7, expected text',
    },
    {
      description: 'a file of more than a mebibyte',
      make: (path) => writeFileSync(path, '#'.repeat(1024 * 1024 + 1)),
      why: ': got 1048577 bytes, expected 1048576 at most',
    },
    {
      description: 'a folder without a lab file',
      make: (path) => mkdirSync(path),
      why: '/lab.yaml: cannot be read (ENOENT)',
    },
  ];
  describe('says why it cannot read', () => {
    let lines: string[] = [];
    before(async () => {
      unreadable.forEach(({ make }, index) => make(join(FOLDER, nameOf(index))));
      const result = await offline(['validate', ...unreadable.map((_one, index) => nameOf(index))], { cwd: FOLDER });
      expect(result).to.include({ exitCode: 2, stderr: '' });
      lines = result.stdout.split('\n');
    });

    for (const [index, { description, why }] of unreadable.entries()) {
      it(description, () => {
        expect(lines[index]).to.equal(`${nameOf(index)}${why}`);
      });
    }
  });

  const laughs = Array.from(
    { length: 20 },
    (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(10)}]`,
  );
  const nasty: { description: string; folder: string; text: () => string; line: RegExp }[] = [
    {
      description: 'a billion laughs',
      folder: 'laughs',
      text: () => `${exp1()}\nl0: &l0 [lol]\n${laughs.join('\n')}\n`,
      line: /^laughs\/lab\.yaml:\d+:\d+: /,
    },
    {
      description: 'an alias within its own anchor',
      folder: 'circle',
      text: () => exp1().replace('nodes:', 'nodes: &n\n  x: *n\n'),
      line: /^circle\/lab\.yaml:\d+:\d+: got \*n inside of &n$/,
    },
    {
      description: 'nesting without end',
      folder: 'deep',
      text: () => `title: ${'['.repeat(200_000)}`,
      line: /^deep\/lab\.yaml:1:\d+: got lists and maps nested more than 64 deep$/,
    },
    {
      description: 'tabs for blanks',
      folder: 'tabs',
      text: () => exp1().replaceAll('  ', '\t'),
      line: /^tabs\/lab\.yaml:\d+:\d+: /,
    },
    {
      description: 'a number beyond all numbers',
      folder: 'huge',
      text: () => exp1().replace(/^minutes: .*$/m, 'minutes: 1e999'),
      line: /^huge\/lab\.yaml:\d+:\d+: minutes: got Infinity, expected /,
    },
    {
      description: 'the prototype for a node',
      folder: 'proto',
      text: () => exp1().replace('nodes:', 'nodes:\n  __proto__: {role: client, addresses: {lan: 192.168.0.9}}'),
      line: /^proto\/lab\.yaml:\d+:3: nodes\.__proto__: got "__proto__", expected another name$/,
    },
    {
      description: 'a folder whose name is no id',
      folder: 'Not_An Id',
      text: exp1,
      line: /^Not_An Id\/lab\.yaml: got the folder "Not_An Id", whose name is the lab's id, expected lower-case letters/,
    },
  ];
  describe('ends soon, with what is wrong and where, for', () => {
    let lines: string[] = [];
    before(async () => {
      for (const { folder, text } of nasty) {
        mkdirSync(join(FOLDER, folder), { recursive: true });
        writeFileSync(join(FOLDER, folder, 'lab.yaml'), text());
      }
      const result = await offline(['validate', ...nasty.map(({ folder }) => folder)], { cwd: FOLDER });
      expect(result).to.include({ exitCode: 2, stderr: '' });
      expect(result.stdout).to.not.match(/^ +at /m);
      lines = result.stdout.split('\n');
    });

    for (const { description, folder, line } of nasty) {
      it(description, () => {
        const [first = ''] = lines.filter((one) => one.startsWith(`${folder}/`));
        expect(first).to.match(line);
      });
    }
  });
});
