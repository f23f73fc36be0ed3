import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Verdict } from '../../../src/checks/verdict.ts';
import type { Io } from '../../../src/cli/io.ts';
import { makeFolder, writeTimelines } from '../../../src/cli/timelines.ts';
import { LabError } from '../../../src/util/errors.ts';
import { renderTimeline } from '../../../src/report/timeline.ts';
import { timelineOf } from '../../helpers/timeline.ts';

const verdict = (id: string, change: Partial<Verdict> = {}): Verdict => ({
  id,
  title: { en: 'it', zh: '它' },
  passed: true,
  points: 1,
  maxPoints: 1,
  evidence: [],
  durationMs: 0,
  ...change,
});

const timeline = timelineOf('stop');
const VERDICTS = [verdict('page'), verdict('failover-stop', { timeline })];

async function refusal(work: Promise<unknown>): Promise<LabError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LabError)) throw new Error('expected a LabError', { cause: error });
  return error;
}

describe('the files of lab check --timelines', () => {
  let cwd: string;
  let io: Io;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'lvs-lab-timelines-'));
    io = { cwd } as Io;
    writeFileSync(join(cwd, 'file'), '');
  });
  afterEach(() => rmSync(cwd, { recursive: true, force: true }));

  it('are one for each verdict that has a timeline, named for its check', async () => {
    await makeFolder(io, 'a/b');
    expect(await writeTimelines(io, 'a/b', VERDICTS, 'zh')).to.deep.equal([join('a/b', 'failover-stop.svg')]);
    expect(readdirSync(join(cwd, 'a/b'))).to.deep.equal(['failover-stop.svg']);
    expect(readFileSync(join(cwd, 'a/b/failover-stop.svg'), 'utf8')).to.equal(
      renderTimeline(timeline, { language: 'zh' }),
    );
  });

  it('are none when no failover was measured', async () => {
    expect(await writeTimelines(io, '.', [verdict('page')], 'en')).to.deep.equal([]);
  });

  for (const { folder, why } of [
    { folder: 'file', why: 'EEXIST' },
    { folder: 'file/below', why: 'ENOTDIR' },
  ]) {
    it(`are refused a folder that cannot be made: ${folder}`, async () => {
      const { code, message, cause } = await refusal(makeFolder(io, folder));
      expect(code).to.equal('FILE_UNWRITABLE');
      expect(message).to.match(new RegExp(`^--timelines ${folder}: ${why}: `));
      expect(cause).to.be.instanceOf(Error);
    });
  }

  it('are refused a folder that went away meanwhile', async () => {
    const { code, message } = await refusal(writeTimelines(io, 'gone', VERDICTS, 'en'));
    expect(code).to.equal('FILE_UNWRITABLE');
    expect(message).to.match(/^--timelines gone: ENOENT: /);
  });
});
