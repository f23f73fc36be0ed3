import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { archiveOf, manifestOf, solution, tarGzOf, writeByHand } from '../helpers/class.ts';
import { LAB } from '../helpers/judge.ts';
import { LABS } from '../helpers/lab.ts';
import { expectRefusal, FOLDER, offline } from '../helpers/offline.ts';

const HINT = 'Name it: `lab grade DIR --lab exp1`.';

let count = 0;
function folder(): string {
  const path = join(FOLDER, `class${(count += 1)}`);
  mkdirSync(path);
  return path;
}

describe('lab grade, before it needs an engine', () => {
  it('says that a folder has nothing in it', async () => {
    const path = folder();
    writeFileSync(join(path, '.DS_Store'), '');
    expectRefusal(await offline(['grade', path]), `${path}: got an empty folder, expected submissions in it`);
  });

  it('wants --lab where no submission says of which lab it is', async () => {
    const path = folder();
    writeByHand(join(path, 'bob'), { lvs01: 'true' });
    expectRefusal(await offline(['grade', path]), 'no submission says of which lab it is', HINT);
  });

  it('wants --lab where they say different ones', async () => {
    const path = folder();
    const manifest = manifestOf(LAB, 'Alice', solution(LAB));
    writeFileSync(join(path, 'a.tar.gz'), await archiveOf(manifest));
    writeFileSync(join(path, 'b.tar.gz'), await archiveOf({ ...manifest, lab: 'exp9' }));
    expectRefusal(await offline(['grade', path]), 'the submissions are of more than one lab: exp1, exp9', HINT);
  });

  it('does not know a lab that there is not', async () => {
    const path = folder();
    writeByHand(join(path, 'bob'), { lvs01: 'true' });
    expectRefusal(
      await offline(['grade', path, '--lab', 'epx1']),
      `got the lab "epx1", expected one of ${LABS.join(', ')}; did you mean exp1?`,
      '`lab list` shows the labs.',
    );
  });

  it('refuses a roster with problems, with their rows, before anything is graded', async () => {
    const path = folder();
    writeByHand(join(path, 'bob'), { lvs01: 'true' });
    const roster = join(FOLDER, 'students.csv');
    writeFileSync(roster, '学号,姓名\n1 2,李雷\n');
    const { exitCode, stdout, stderr } = await offline(['grade', path, '--lab', 'exp1', '--roster', roster]);
    expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
    expect(stderr).to.include('students.csv:2: id: got "1 2", expected letters, digits, hyphens and underscores');
    expect(existsSync(`${path}-graded`)).to.equal(false);
  });

  it('says that there is no such roster', async () => {
    const path = folder();
    writeByHand(join(path, 'bob'), { lvs01: 'true' });
    const { exitCode, stderr } = await offline(['grade', path, '--lab', 'exp1', '--roster', join(FOLDER, 'none.csv')]);
    expect(exitCode).to.equal(2);
    expect(stderr).to.include('none.csv');
  });

  it('writes nothing without an engine', async () => {
    const path = folder();
    writeByHand(join(path, 'bob'), { lvs01: 'true' });
    const { exitCode, stdout, stderr } = await offline(['grade', path, '--lab', 'exp1']);
    expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
    expect(stderr).to.include('lab: the container engine does not answer');
    expect(existsSync(`${path}-graded`)).to.equal(false);
  });

  it('is not fooled by what a submission has in it', async () => {
    const path = folder();
    const evil = await tarGzOf([
      { header: { name: '../../../../../../../../../../tmp/lvs-lab-evil' }, content: 'x' },
      { header: { name: 'nodes/web01/files/x', type: 'symlink', linkname: '/' } },
    ]);
    writeFileSync(join(path, 'evil.tar.gz'), evil);
    const before = readdirSync(path);
    const { exitCode, stderr } = await offline(['grade', path]);
    expect(exitCode).to.equal(2);
    expect(stderr).to.include('no submission says of which lab it is');
    expect(existsSync('/tmp/lvs-lab-evil')).to.equal(false);
    expect(readdirSync(path)).to.deep.equal(before);
    expect(readFileSync(join(path, 'evil.tar.gz'))).to.deep.equal(evil);
  });
});
