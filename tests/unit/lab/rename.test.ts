import { expect } from 'chai';
import { namedFor, withSchema } from '../../../src/lab/rename.ts';

describe('the copy of a lab', () => {
  const table = [
    { description: 'a command', guide: '`lab check exp1`', copy: '`lab check mine`' },
    {
      description: 'a command that needs the path',
      guide: 'lab start exp1, lab selftest exp1',
      copy: 'lab start ./mine, lab selftest ./mine',
    },
    { description: 'options and nodes behind it', guide: 'lab shell exp1 lvs01', copy: 'lab shell mine lvs01' },
    { description: 'each of two', guide: 'lab stop exp1\nlab open exp1', copy: 'lab stop mine\nlab open ./mine' },
  ];
  for (const { description, guide, copy } of table) {
    it(`is named by ${description} of its guide`, () => expect(namedFor(guide, 'exp1', 'mine')).to.equal(copy));
  }

  for (const guide of ['lab check exp10', 'lab check exp1-a', 'the lab exp1', 'exp1', 'lab check exp1/lab.yaml']) {
    it(`leaves "${guide}" as it is`, () => expect(namedFor(guide, 'exp1', 'mine')).to.equal(guide));
  }

  it('finds the schema where it lies', () => {
    const file = '# yaml-language-server: $schema=../lab.schema.json\ntitle: x\n';
    expect(withSchema(file, '/a $& b/lab.schema.json')).to.equal(
      '# yaml-language-server: $schema=/a $& b/lab.schema.json\ntitle: x\n',
    );
    expect(withSchema('title: x\n', '/a')).to.equal('title: x\n');
  });
});
