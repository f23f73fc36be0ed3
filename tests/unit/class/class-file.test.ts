import { expect } from 'chai';
import { parseClass } from '../../../src/class/class-file.ts';

const LABS = ['exp1', 'exp2'];
const GOOD = `class: net26
title: { zh: 网络, en: Networks }
roster: students.csv
labs:
  - lab: exp1
    opens: 2026-12-01T08:00+08:00
    closes: 2026-12-08T08:00+08:00
`;

const problems = (source: string): string[] => {
  const parsed = parseClass(source, LABS);
  return 'problems' in parsed
    ? parsed.problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`)
    : [];
};

describe('a class file', () => {
  it('has defaults for all but its name, title, roster and labs', () => {
    const parsed = parseClass(GOOD, LABS);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.written).to.deep.include({ variants: true, idleMinutes: 20, languages: ['zh', 'en'] });
    expect(parsed.written.limits).to.deep.equal({ running: 12, starting: 2 });
    expect(parsed.written.listen).to.deep.equal({ address: '127.0.0.1', port: 8420 });
  });

  const cases: [string, string, string][] = [
    ['an unknown lab', GOOD.replace('exp1', 'epx1'), '5:10 VALUE_INVALID labs[0].lab: got "epx1", expected one of'],
    [
      'a time without its zone',
      GOOD.replace('2026-12-01T08:00+08:00', '2026-12-01T08:00'),
      '6:12 VALUE_INVALID labs[0].opens: got "2026-12-01T08:00", expected a time with its zone',
    ],
    [
      'an end before the beginning',
      GOOD.replace('2026-12-08', '2026-11-08'),
      '7:13 VALUE_INVALID labs[0].closes: got "2026-11-08T08:00+08:00", expected a time after',
    ],
    ['a lab twice', `${GOOD}  - lab: exp1\n`, '8:10 ID_DUPLICATE labs[1].lab: got "exp1" a second time'],
    ['an unknown field', `${GOOD}colour: red\n`, '8:1 FIELD_UNKNOWN colour: unknown field'],
    ['a missing roster', GOOD.replace('roster: students.csv\n', ''), '1:1 FIELD_MISSING expected the field roster'],
    [
      'an open address without TLS',
      `${GOOD}listen: { address: 0.0.0.0 }\n`,
      '8:20 VALUE_INVALID listen.address: got "0.0.0.0" without TLS',
    ],
    ['a limit of 0', `${GOOD}limits: { running: 0 }\n`, '8:20 VALUE_INVALID limits.running: got 0, expected 1 or more'],
  ];
  for (const [what, source, expected] of cases)
    it(`is refused for ${what}, with the place`, () => {
      expect(problems(source)[0]).to.contain(expected);
    });

  it('may listen on any address behind a proxy with TLS, or with certificate files', () => {
    for (const more of ['url: https://labs.example.edu', 'tls: { certificate: a.pem, key: a.key }'])
      expect(problems(`${GOOD}listen: { address: 0.0.0.0, ${more} }\n`)).to.deep.equal([]);
  });
});
