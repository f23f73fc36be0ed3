import { Ajv } from 'ajv';
import { expect } from 'chai';
import { SaxesParser } from 'saxes';
import { classCsv, classJson, classJunit } from '../../../src/report/class-formats.ts';
import { classHtml } from '../../../src/report/class-html.ts';
import { classTable } from '../../../src/report/class-table.ts';
import { html } from '../../../src/report/html.ts';
import { json } from '../../../src/report/json.ts';
import { publishedSchemas } from '../../../src/report/schema.ts';
import { readProjectFile } from '../../helpers/page.ts';
import { CLASS, classWith, RESULT } from './sample-class.ts';
import { CHINESE, ENGLISH, FAILED, reportOfAll, SAMPLE } from './sample.ts';

const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
/** What a student may plant wherever text of his stands. */
const EVIL = '\u001b]0;owned\u0007\u001b[2J<script>alert(1)</script>"\' onload=x \u202e=1+1';
const everywhere = classWith({
  submission: EVIL,
  student: EVIL,
  trouble: { code: 'NODE_UNRESPONSIVE', text: { en: EVIL, zh: EVIL } },
  notes: [{ en: EVIL, zh: EVIL }],
  checks: [{ ...FAILED, evidence: [EVIL], reason: { en: EVIL, zh: EVIL } }],
  commands: [{ node: EVIL, run: EVIL, status: 1, recorded: 0, output: EVIL }],
});

describe('the table of a class', () => {
  it('has a line for each submission, then what is to be known, and how long it took', () => {
    expect(classTable(CLASS, ENGLISH)).to.equal(
      `SUBMISSION  STUDENT  POINTS  STATE       SECONDS  NOT PASSED
alice       李雷     3/28    judged      9.8      arp-vip
bob         Bob      28/28   judged      9.8
carol       李雷     3/28    timed out   9.8      TIMEOUT: its commands did not end within 120 s; judged is what they had done by then; arp-vip
dave        李雷     –/28    not judged  9.8      NODE_LOST: web01 stopped: its commands ended the node itself
eve         李雷     0/28    invalid     9.8      SUBMISSION_INVALID: got no tar.gz archive

alice: fails at: who answers ARP for the VIP (vip-owner), web01; actual: web01 answers ARP for 192.168.0.240 too; expected: lvs01 alone answers ARP for 192.168.0.240
carol: fails at: who answers ARP for the VIP (vip-owner), web01; actual: web01 answers ARP for 192.168.0.240 too; expected: lvs01 alone answers ARP for 192.168.0.240

bob: the same commands and files as eve
eve: it was made with another version of the lab (aaaa, here it is bbbb)

NOT JUDGED: 1 of 5, without points (which does not mean 0 points): dave. See the reasons, or run \`lab grade\` again

20.0 s; the submissions took 50.0 s in total, on average 2.5 at a time
at most 8 at a time (limited by the processors)
processors 50 % busy: most of the time was spent waiting
memory use rose by at most 1.0 of 24.0 GiB
results reused from an earlier run: 1`,
    );
  });

  it('is in Chinese too', () => {
    const shown = classTable(CLASS, CHINESE);
    expect(shown.split('\n')[0]).to.equal('提交   学生  得分   状态    秒   未通过');
    expect(shown).to.include('web01 停止了').and.to.include('处理器占用 50%');
  });

  it('says nothing of a machine that is elsewhere', () => {
    const machine = { ...CLASS.machine, cpuBusy: null, peakMemoryBytes: null };
    expect(classTable({ ...CLASS, machine }, ENGLISH)).to.not.match(/processors \d|memory/);
  });

  it('has nothing that acts on a terminal', () => {
    expect(classTable(everywhere, ENGLISH).replaceAll('\n', '')).to.not.match(CONTROLS);
  });
});

describe('the CSV of a class', () => {
  it('has a row for each submission, and the points of each check, empty where it was not judged', () => {
    const rows = classCsv(CLASS, ENGLISH).split('\r\n');
    expect(rows[0]).to.equal(
      'submission,student,state,points,maxPoints,seconds,vip-director,arp-vip,page-lan,trouble,cause,notes',
    );
    expect(rows[1]).to.equal(
      'alice,李雷,judged,3,28,9.8,3,0,,,"fails at: who answers ARP for the VIP (vip-owner), web01; actual: web01 answers ARP for 192.168.0.240 too; expected: lvs01 alone answers ARP for 192.168.0.240",',
    );
    expect(rows[4]).to.match(/^dave,李雷,not-judged,"not judged",28,9\.8,,,,/);
    expect(rows[5]).to.match(/^eve,李雷,invalid,0,28,/);
    expect(rows).to.have.length(6);
  });

  it('quotes, has no control characters, and nothing that a spreadsheet takes for a formula', () => {
    const [, row = ''] = classCsv(classWith({ submission: '=cmd|x!A1', student: 'a"b,\nc' }), ENGLISH).split('\r\n');
    expect(row.startsWith(`'=cmd|x!A1,"a""b,\ufffdc",`)).to.equal(true);
    for (const submission of ['+1', '-1', '@SUM(1)', '＝1', '＠SUM(1)'])
      expect(classCsv(classWith({ submission }), ENGLISH)).to.include(`\r\n'${submission},`);
    expect(classCsv(everywhere, ENGLISH).replaceAll('\r\n', '')).to.not.match(CONTROLS);
  });
});

describe('the JUnit of a class', () => {
  it('has a suite for each submission, with an error where it was not judged in full', () => {
    const suites: Record<string, string>[] = [];
    const errors: string[] = [];
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', ({ name, attributes }) => {
      if (name === 'testsuite') suites.push(attributes);
      if (name === 'error') errors.push(attributes['message'] ?? '');
    });
    parser.write(classJunit(CLASS, ENGLISH)).close();
    expect(
      suites.map(({ name, tests, failures, skipped, errors: bad }) => [name, tests, failures, skipped, bad]),
    ).to.deep.equal([
      ['alice', '3', '1', '1', '0'],
      ['bob', '1', '0', '0', '0'],
      ['carol', '4', '1', '1', '1'],
      ['dave', '1', '0', '0', '1'],
      ['eve', '1', '0', '0', '1'],
    ]);
    expect(errors[1]).to.equal('not judged: web01 stopped: its commands ended the node itself');
    expect(classJunit(CLASS, ENGLISH)).to.include(
      'fails at: who answers ARP for the VIP (vip-owner), web01\nrequest: ',
    );
  });

  it('is well-formed whatever was planted', () => {
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(classJunit(everywhere, ENGLISH)).close();
  });
});

describe('the pages for a browser', () => {
  const pages = [
    { description: 'of a class', text: classHtml(CLASS, ENGLISH), evil: classHtml(everywhere, ENGLISH) },
    {
      description: 'of a check',
      text: html(SAMPLE, ENGLISH),
      evil: html({ ...reportOfAll({ ...FAILED, evidence: [EVIL] }), instance: EVIL, lab: EVIL }, ENGLISH),
    },
  ];
  for (const { description, text, evil } of pages) {
    it(`${description} ask for nothing and run nothing, and say so`, () => {
      expect(text).to.include(`content="default-src 'none'; style-src 'unsafe-inline'`);
      expect(text).to.not.match(/https?:|<script|<img|<iframe|@import|url\(|\son\w+=/i);
    });

    it(`${description} have what was planted as text`, () => {
      expect(evil).to.not.include('<script').and.to.not.include('"\' onload');
      expect(evil).to.include('&lt;script&gt;');
      expect(evil.replaceAll('\n', '')).to.not.match(CONTROLS);
    });
  }

  it('of a class says where requests end, and what was not judged, which has no points', () => {
    const text = classHtml(CLASS, ENGLISH);
    expect(text.match(/fails at: who answers ARP for the VIP \(vip-owner\), web01/g)).to.have.length(2);
    expect(text).to.include('NOT JUDGED: 1 of 5').and.to.include('<td class="number">–</td>');
    // Of the four that were judged: 3, 28, 3 and 0.
    expect(text).to.include('<b>8.5/28</b>points on average');
    expect(classHtml(CLASS, CHINESE)).to.include('未判定 1 份');
  });

  it('close what they open', () => {
    // The elements that HTML does not close, closed: then it must be well-formed XML.
    const closed = classHtml(CLASS, ENGLISH)
      .replace('<!doctype html>', '')
      .replaceAll(/<(meta|link)([^>]*)>/g, '<$1$2/>');
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(closed).close();
  });

  it('have reason, hint, evidence, and the commands with their statuses then and now', () => {
    const text = classHtml(CLASS, ENGLISH);
    for (const part of [
      FAILED.reason?.en,
      FAILED.hint?.en,
      FAILED.evidence[0],
      'ipvsadm -Ln\necho x',
      '0 <span class="out">',
    ])
      expect(text).to.include(part);
  });

  it('are in Chinese too', () => {
    const text = classHtml(CLASS, CHINESE);
    expect(text).to.include('<html lang="zh-CN">').and.to.include('实验一').and.to.include('各项检查的结果');
    expect(html(SAMPLE, CHINESE)).to.include(FAILED.reason?.zh);
  });

  it('link each line of the matrix to its submission', () => {
    const text = classHtml(CLASS, ENGLISH);
    const targets = Array.from(text.matchAll(/href="#(s\d+)"/g), ([, id]) => id);
    expect(targets).to.have.length(CLASS.submissions.length);
    for (const id of targets) expect(text).to.include(`id="${id}"`);
  });
});

/** Every name in a document that its schema does not know. */
function unknownIn(value: unknown, schema: Record<string, unknown>, at = ''): string[] {
  if (Array.isArray(value))
    return value.flatMap((item) => unknownIn(item, schema['items'] as typeof schema, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [];
  const own = (schema['anyOf'] as (typeof schema)[] | undefined)?.find((one) => one['type'] === 'object') ?? schema;
  const known = (own['properties'] ?? {}) as Record<string, typeof schema>;
  return Object.entries(value).flatMap(([key, item]) => {
    const next = known[key];
    return next === undefined ? [`${at}.${key}`] : unknownIn(item, next, `${at}.${key}`);
  });
}

describe('the published JSON Schemas', () => {
  for (const { file, text } of publishedSchemas()) {
    it(`${file} is what it is made from; \`npm run schema\` writes it`, () => {
      expect(readProjectFile(file)).to.equal(text);
      expect(JSON.parse(text)).to.have.property('$schema', 'http://json-schema.org/draft-07/schema#');
    });
  }

  const documents = [
    { name: 'check', document: JSON.parse(json(SAMPLE, ENGLISH)) as unknown },
    { name: 'grade', document: JSON.parse(classJson(CLASS, ENGLISH)) as unknown },
  ];
  for (const { name, document } of documents) {
    const schema = JSON.parse(readProjectFile(`docs/reference/${name}.schema.json`)) as Record<string, unknown>;
    it(`${name}.schema.json fits what is printed, and knows every field of it`, () => {
      const fits = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
      expect(fits(document), JSON.stringify(fits.errors)).to.equal(true);
      expect(unknownIn(document, schema)).to.deep.equal([]);
    });

    it(`${name}.schema.json does not fit what lacks a field, or has another kind of value`, () => {
      const fits = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
      const { lab: _lab, ...without } = document as { lab: string };
      expect(fits(without)).to.equal(false);
      expect(fits({ ...(document as object), passed: 'yes' })).to.equal(false);
    });
  }

  it('allow fields that come later', () => {
    const schema = JSON.parse(readProjectFile('docs/reference/check.schema.json')) as Record<string, unknown>;
    const fits = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
    expect(fits({ ...(JSON.parse(json(SAMPLE, ENGLISH)) as object), later: 1 })).to.equal(true);
  });
});

describe('the JSON of a class', () => {
  it('has text in the language that was asked for', () => {
    const { title, submissions } = JSON.parse(classJson(CLASS, CHINESE)) as {
      title: string;
      submissions: { trouble: { text: string } | null; checks: { title: string }[] }[];
    };
    expect(title).to.equal('实验一');
    expect(submissions[3]?.trouble?.text).to.match(/^web01 停止了/);
    expect(submissions[0]?.checks[0]?.title).to.equal(RESULT.checks[0]?.title.zh);
  });
});
