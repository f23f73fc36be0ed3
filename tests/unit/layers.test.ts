import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { circles, circlesOfFolders, forbidden, importsOf, layersIn, unused, type Imports } from '../helpers/layers.ts';
import { ROOT } from '../helpers/lab.ts';
import { readProjectFile } from '../helpers/page.ts';

const PAGE = readProjectFile('docs/development.md');
const LAYERS = layersIn(PAGE);
const FILES = readdirSync(`${ROOT}/src`, { recursive: true, encoding: 'utf8' });

const imports = (files: Record<string, string>): Imports =>
  new Map(Object.entries(files).map(([path, text]) => [path, importsOf(path, text)]));

const IMPORTS = imports(
  Object.fromEntries(
    FILES.filter((path) => /\.tsx?$/.test(path)).map((path) => [
      `src/${path}`,
      readFileSync(`${ROOT}/src/${path}`, 'utf8'),
    ]),
  ),
);

describe('the layers of docs/development.md', () => {
  it('are the folders of src, each after all that it may import', () => {
    const folders = readdirSync(`${ROOT}/src`).map((name) => `src/${name}`);
    expect(LAYERS.map(({ folder }) => folder)).to.have.members(folders);
    for (const [index, { folder, mayImport }] of LAYERS.entries()) {
      const above = LAYERS.slice(0, index).map((layer) => layer.folder);
      for (const place of mayImport) expect(above, folder).to.include(place.split('/').slice(0, 2).join('/'));
    }
  });

  it('are kept by every import, of values and of types', () => {
    expect(IMPORTS.size).to.be.above(300);
    expect(forbidden(IMPORTS, LAYERS)).to.deep.equal([]);
  });

  it('allow nothing that nobody does', () => {
    expect(unused(IMPORTS, LAYERS)).to.deep.equal([]);
  });

  it('have only files that are there as targets of imports', () => {
    const targets = Array.from(IMPORTS.values()).flat();
    const gone = targets.filter((target) => !FILES.includes(target.slice('src/'.length)));
    expect(gone).to.deep.equal([]);
  });

  it('have no circle of files', () => {
    expect(circles(IMPORTS)).to.deep.equal([]);
  });

  it('have no circle of folders', () => {
    expect(circlesOfFolders(IMPORTS)).to.deep.equal([]);
  });
});

describe('the walks of docs/development.md', () => {
  const [, walks = ''] = /\n## Three walks\n([^]*?)\n## /.exec(PAGE) ?? [];
  const files = Array.from(walks.matchAll(/`(src\/[^`]+\.ts)`/g), ([, path = '']) => path);

  it('meet no file twice, and only such as the program loads', () => {
    const loaded = new Set(['src/cli/main.ts']);
    // A set goes on over what is added on the way.
    for (const path of loaded) for (const target of IMPORTS.get(path) ?? []) loaded.add(target);
    expect(files).to.have.lengthOf.above(70);
    expect(files.filter((path, index) => files.indexOf(path) !== index || !loaded.has(path))).to.deep.equal([]);
  });
});

describe('the rules of layers', () => {
  const layers = layersIn(
    ['| folder | job | may import |', '| `src/low` | a | |', '| `src/high` | b | `low/a.ts` |'].join('\n'),
  );

  for (const [what, text] of [
    ['a value', "import { b } from '../high/b.ts';"],
    ['a type', "import type { B } from '../high/b.ts';"],
    ['a type among values', "import {\n  a,\n  type B,\n} from '../high/b.ts';"],
    ['a type in place', "let b: import('../high/b.ts').B;"],
    ['what is loaded later', "await import('../high/b.ts');"],
    ['what is exported again', "export * from '../high/b.ts';"],
    ['nothing by name', "import '../high/b.ts';"],
  ] as const) {
    it(`see an import of ${what}`, () => {
      expect(forbidden(imports({ 'src/low/a.ts': text }), layers)).to.deep.equal([
        'src/low/a.ts imports src/high/b.ts; src/low may import nothing',
      ]);
    });
  }

  it('see a file beside the one that may be imported, and a folder without a row', () => {
    const found = forbidden(
      imports({ 'src/high/b.ts': "import '../low/a.ts';\nimport '../low/c.ts';", 'src/new/d.ts': '' }),
      layers,
    );
    expect(found).to.deep.equal([
      'src/high/b.ts imports src/low/c.ts; src/high may import src/low/a.ts',
      'src/new/d.ts is in no folder of the table',
    ]);
  });

  it('see a permission that nobody uses', () => {
    expect(unused(imports({ 'src/high/b.ts': "import './c.ts';" }), layers)).to.deep.equal(['src/high: src/low/a.ts']);
  });

  it('see a circle of files, by types too', () => {
    const found = circles(
      imports({ 'src/low/a.ts': "import type { B } from './b.ts';", 'src/low/b.ts': "import { a } from './a.ts';" }),
    );
    expect(found).to.deep.equal(['src/low/a.ts > src/low/b.ts > src/low/a.ts']);
  });

  it('see a circle of folders whose files have none', () => {
    const found = circlesOfFolders(
      imports({ 'src/low/x/a.ts': "import '../y/b.ts';", 'src/low/y/c.ts': "import '../x/d.ts';" }),
    );
    expect(found).to.deep.equal(['src/low/x > src/low/y > src/low/x']);
    expect(circlesOfFolders(imports({ 'src/low/a.ts': "import './x/b.ts';", 'src/low/x/c.ts': "import '../d.ts';" })))
      .to.be.empty;
  });
});
