import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { keepTokens, LinkBook } from '../../../src/class/links.ts';
import { ClassState, instanceOf } from '../../../src/class/state.ts';
import { IDENTIFIER } from '../../../src/lab/identifier.ts';
import { thrownBy } from '../../helpers/thrown.ts';

const student = (id: string) => ({ id, name: id, email: '', group: '' });
const name = (id: string): string => instanceOf('abcdefghijkl', { student: id, lab: 'mode-compare' });
const STUDENTS = [student('s1'), student('S_2')];

describe('the state of a class', () => {
  let folder: string;
  let state: ClassState;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'class-state-'));
    state = new ClassState(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps the tokens that it has, and makes them for those who have none', async () => {
    const first = await keepTokens(state, STUDENTS.slice(0, 1));
    const second = await keepTokens(state, STUDENTS);
    expect(second['s1']).to.equal(first['s1']);
    expect(second['S_2'])
      .to.match(/^[\w-]{43}$/)
      .and.not.to.equal(first['s1']);
  });

  it('finds a student by his token, until it is renewed or withdrawn', async () => {
    const { s1, S_2 } = await keepTokens(state, STUDENTS);
    const book = new LinkBook(state, STUDENTS);
    await book.refresh();
    expect([book.find(s1 ?? ''), book.find(S_2 ?? ''), book.find('x'), book.find(undefined)]).to.deep.equal([
      ...STUDENTS,
      undefined,
      undefined,
    ]);
    const after = await keepTokens(state, STUDENTS, { renew: ['s1'], withdraw: ['S_2'] });
    await book.refresh();
    expect([book.find(s1 ?? ''), book.find(S_2 ?? ''), book.find(after['s1'] ?? '')?.id]).to.deep.equal([
      undefined,
      undefined,
      's1',
    ]);
    // Withdrawn stays withdrawn, whoever starts the server again.
    expect((await keepTokens(state, STUDENTS))['S_2']).to.equal(null);
  });

  it('refuses to renew for an id that is not in the roster', async () => {
    const error = await thrownBy(keepTokens(state, STUDENTS, { renew: ['s9'], withdraw: [] }));
    expect(error).to.include({ code: 'ARGUMENT_INVALID', message: '"s9" is no id of the roster' });
  });

  it('says which file is not as it wrote it', async () => {
    await writeFile(join(folder, 'links.json'), '{"s1":"short"}');
    const error = await thrownBy(keepTokens(state, STUDENTS));
    expect(error).to.include({ code: 'FILE_UNREADABLE' });
  });

  it('is not readable for others, and holds no draft after a kill in the middle of a save', async () => {
    const place = { student: 's1', lab: 'exp1' };
    await state.keepSaved(place, Buffer.from('whole'));
    await writeFile(join(folder, 'saved/exp1/.x.draft'), 'ha');
    await state.sweep();
    expect(await readdir(join(folder, 'saved/exp1'))).to.deep.equal(['s1.tar.gz']);
    expect(await readFile(state.savedFile(place), 'utf8')).to.equal('whole');
    expect(await state.handedInAt(place)).to.equal(undefined);
  });

  it('remembers which labs are half made', async () => {
    const place = { student: 's1', lab: 'exp1' };
    expect(await state.isUnfinished(place)).to.equal(false);
    await state.setUnfinished(place, true);
    expect(await new ClassState(folder).isUnfinished(place)).to.equal(true);
    await state.setUnfinished(place, false);
    expect(await state.isUnfinished(place)).to.equal(false);
  });
});

describe('the instances of a class', () => {
  it('have names that the engine takes, others for each student, however long the parts', () => {
    expect(name('A'.repeat(32))).to.match(IDENTIFIER.pattern);
    expect(name('s1')).not.to.equal(name('S1'));
  });
});
