import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readSheet } from 'read-excel-file/node';
import { writeClassFiles } from '../../../src/cli/class-files.ts';
import { LabError } from '../../../src/util/errors.ts';
import { CLASS } from '../report/sample-class.ts';
import { CHINESE } from '../report/sample.ts';

describe('the files of a graded class', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lvs-lab-class-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are those that it names, the CSV ones in UTF-8 with a byte order mark', async () => {
    const written = await writeClassFiles(folder, CLASS, CHINESE);
    expect(readdirSync(folder)).to.have.members(written);
    for (const name of ['report.csv', 'moodle.csv']) {
      const bytes = readFileSync(join(folder, name));
      expect(bytes.subarray(0, 3).toString('hex'), name).to.equal('efbbbf');
      expect(bytes.toString('utf8'), name).to.include('李雷');
    }
    const [heading, ...rows] = await readSheet(readFileSync(join(folder, 'report.xlsx')));
    expect(heading?.[0]).to.equal('submission');
    expect(rows).to.have.length(CLASS.submissions.length);
  });

  it("have none for Gradescope of what was not judged, even if an earlier run's was there", async () => {
    const old = join(folder, 'gradescope', 'dave.json');
    mkdirSync(join(folder, 'gradescope'));
    writeFileSync(old, '{"score": 28}');
    await writeClassFiles(folder, CLASS, CHINESE);
    expect(existsSync(old)).to.equal(false);
    expect(readdirSync(join(folder, 'gradescope'))).to.have.members([
      'alice.json',
      'bob.json',
      'carol.json',
      'eve.json',
    ]);
  });

  it('are refused with the name of the one that cannot be written', async () => {
    mkdirSync(join(folder, 'report.xlsx'));
    const error: unknown = await writeClassFiles(folder, CLASS, CHINESE).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(LabError).and.to.have.property('code', 'FILE_UNWRITABLE');
    expect((error as LabError).message).to.include(join(folder, 'report.xlsx'));
  });
});
