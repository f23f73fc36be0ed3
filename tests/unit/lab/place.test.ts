import { cpSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { badFolders, findPlace, labFolders, listPlaces, unknownLab } from '../../../src/lab/place.ts';
import { labErrorOf } from '../../helpers/thrown.ts';
import { BASIC } from './basic-lab.ts';

const write = (folder: string): string => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'lab.yaml'), BASIC);
  return folder;
};

describe('where labs lie', () => {
  let root: string;
  let shelf: string;

  const folders = (path?: string) => labFolders(root, path);

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'lab-place-')));
    shelf = join(root, 'shelf');
    mkdirSync(join(root, 'labs'));
    mkdirSync(shelf);
    write(join(root, 'labs', 'exp1'));
    write(join(shelf, 'mine'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  describe('findPlace', () => {
    const cases: { description: string; word: string; place: () => { id: string; folder: string } }[] = [
      {
        description: 'the name of a lab of the project',
        word: 'exp1',
        place: () => ({ id: 'exp1', folder: join(root, 'labs/exp1') }),
      },
      {
        description: 'a name on LAB_PATH',
        word: 'mine',
        place: () => ({ id: 'mine', folder: join(shelf, 'mine') }),
      },
      { description: 'a folder', word: './mine', place: () => ({ id: 'mine', folder: join(shelf, 'mine') }) },
      {
        description: 'a lab.yaml',
        word: './mine/lab.yaml',
        place: () => ({ id: 'mine', folder: join(shelf, 'mine') }),
      },
      {
        description: 'a slash at the end',
        word: 'mine/',
        place: () => ({ id: 'mine', folder: join(shelf, 'mine') }),
      },
      { description: 'the working directory', word: '.', place: () => ({ id: 'shelf', folder: shelf }) },
      {
        description: 'a folder that is gone, for what needs its name alone',
        word: './gone',
        place: () => ({ id: 'gone', folder: join(shelf, 'gone') }),
      },
    ];
    for (const { description, word, place } of cases) {
      it(`takes ${description}`, async () => {
        expect(await findPlace(folders(shelf), shelf, word)).to.deep.equal(place());
      });
    }

    for (const word of ['nosuch', '', 'basic\0', 'mine']) {
      it(`finds no lab of the name ${JSON.stringify(word)} in the project`, async () => {
        expect(await findPlace(folders(), shelf, word)).to.equal(undefined);
      });
    }

    it('writes a folder that is reached by a link in one way', async () => {
      symlinkSync(shelf, join(root, 'link'));
      expect(await findPlace(folders(), root, 'link/mine')).to.deep.equal({ id: 'mine', folder: join(shelf, 'mine') });
    });

    it('refuses a file that is no lab.yaml', async () => {
      const { code, message } = await labErrorOf(findPlace(folders(), shelf, './mine/other.yaml'));
      expect(code).to.equal('ARGUMENT_INVALID');
      expect(message).to.equal("got the file ./mine/other.yaml, expected a lab's folder, or its lab.yaml");
    });

    it('refuses a name that two folders have, and says how to name each', async () => {
      const other = write(join(root, 'more', 'mine'));
      const { code, message, hint } = await labErrorOf(
        findPlace(folders(`${shelf}:${join(root, 'more')}`), root, 'mine'),
      );
      expect(code).to.equal('LAB_AMBIGUOUS');
      expect(message).to.equal(`got the lab "mine", which is in ${join(shelf, 'mine')} and in ${other}`);
      expect(hint).to.include(`lab start ${other}`);
    });

    it('takes a folder that LAB_PATH has twice, by a link too, as one', async () => {
      symlinkSync(shelf, join(root, 'link'));
      const place = await findPlace(folders(`${shelf}:${shelf}:${join(root, 'link')}:`), root, 'mine');
      expect(place).to.deep.equal({ id: 'mine', folder: join(shelf, 'mine') });
    });
  });

  it('lists the labs of the project, then those of LAB_PATH, and leaves out folders that are not there', async () => {
    cpSync(join(shelf, 'mine'), join(shelf, 'also'), { recursive: true });
    const places = await listPlaces(folders(`/nosuch:${shelf}`));
    expect(places.map(({ folder }) => folder)).to.deep.equal(
      ['labs/exp1', 'shelf/also', 'shelf/mine'].map((path) => join(root, path)),
    );
  });

  it('says what is wrong with folders of LAB_PATH', async () => {
    expect(await badFolders(folders(`/nosuch:${shelf}:${join(shelf, 'mine')}`))).to.deep.equal([
      'LAB_PATH: /nosuch is no folder',
      `LAB_PATH: ${join(shelf, 'mine')} is a lab itself, expected the folder around it`,
    ]);
  });

  it('names the labs there are for a name that none has, and the nearest', async () => {
    const { code, message, hint } = await unknownLab(folders(shelf), root, 'epx1');
    expect(code).to.equal('LAB_UNKNOWN');
    expect(message).to.equal('got the lab "epx1", expected one of exp1, mine; did you mean exp1?');
    expect(hint).to.equal('`lab list` shows the labs.');
  });

  it('says that a folder of that name here is named by a path', async () => {
    renameSync(join(shelf, 'mine'), join(root, 'here'));
    expect((await unknownLab(folders(), root, 'here')).hint).to.equal(
      'The folder of this name is named by a path: ./here',
    );
  });
});
