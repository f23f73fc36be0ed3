import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lab } from '../helpers/lab.ts';

const FILE = `class: net26
title: { zh: 网络, en: Networks }
roster: students.csv
labs:
  - lab: exp1
`;

describe('lab serve', () => {
  let folder: string;
  const write = async (file: string, roster: string): Promise<string> => {
    await writeFile(join(folder, 'class.yaml'), file);
    await writeFile(join(folder, 'students.csv'), roster);
    return join(folder, 'class.yaml');
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'serve-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('says where a class file is wrong', async () => {
    const file = await write(FILE.replace('exp1', 'epx1'), 'id,name\ns1,Li\n');
    const { exitCode, stderr } = await lab(['serve', file]);
    expect(exitCode).to.equal(2);
    expect(stderr).to.contain('class.yaml:5:10: labs[0].lab: got "epx1", expected one of');
  });

  it('says in which row a roster is wrong', async () => {
    const { exitCode, stderr } = await lab(['serve', await write(FILE, 'id,name\ns1,Li\ns1,Wu\n')]);
    expect(exitCode).to.equal(2);
    expect(stderr).to.contain('students.csv:3: id: got "s1", which row 2 has already');
  });

  it('writes the links for Excel, the same ones each time', async () => {
    const file = await write(FILE, 'id,name\ns1,张三\n');
    const links = join(folder, 'links.csv');
    expect((await lab(['serve', file, '--links', links])).exitCode).to.equal(0);
    const text = await readFile(links, 'utf8');
    expect(text).to.match(/^\ufeffid,name,email,link\r\ns1,张三,,http:\/\/127\.0\.0\.1:8420\/\?token=[\w-]{43}\r\n$/);
    const { stdout } = await lab(['serve', file, '--links', '--json']);
    const { links: rows } = JSON.parse(stdout) as { links: { link: string }[] };
    expect(text).to.contain(rows[0]?.link);
  });

  it('refuses to withdraw the link of somebody else', async () => {
    const { exitCode, stderr } = await lab(['serve', await write(FILE, 'id,name\ns1,Li\n'), '--withdraw', 's9']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.contain('"s9" is no id of the roster');
  });
});
