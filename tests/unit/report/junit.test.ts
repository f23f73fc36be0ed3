import { expect } from 'chai';
import { junit } from '../../../src/report/junit.ts';
import { parseXml, type Element } from '../../helpers/xml.ts';
import { CAUSE, CHINESE, ENGLISH, EXPLAINED, FAILED, PASSED, reportOfAll, SAMPLE } from './sample.ts';

function suiteOf(text: string): Element {
  const suites = parseXml(text).children[0];
  expect(suites?.name).to.equal('testsuites');
  expect(suites?.children.map(({ name }) => name)).to.deep.equal(['testsuite']);
  return suites?.children[0] as Element;
}

const outcomesOf = ({ children }: Element): (Element | undefined)[] => children.map((testCase) => testCase.children[0]);

describe('junit', () => {
  it('has a suite for the instance, with the counts', () => {
    expect(suiteOf(junit(SAMPLE, ENGLISH)).attributes).to.deep.equal({
      name: 'alice',
      tests: '3',
      failures: '1',
      skipped: '1',
      errors: '0',
      time: '0.440',
    });
  });

  it('has a case for each check, in seconds', () => {
    expect(
      suiteOf(junit(SAMPLE, ENGLISH)).children.map(({ name, attributes }) => ({ name, ...attributes })),
    ).to.deep.equal([
      { name: 'vip-director: The director has the VIP', classname: 'exp1', time: '0.000' },
      { name: 'arp-vip: The director alone answers ARP', classname: 'exp1', time: '0.440' },
      { name: 'page-lan: The LAN client gets pages', classname: 'exp1', time: '0.000' },
    ]);
  });

  it('says nothing of what passed, why something failed, and why something was skipped', () => {
    const [passed, failed, skipped] = outcomesOf(suiteOf(junit(SAMPLE, ENGLISH)));
    expect(passed).to.equal(undefined);
    expect(failed).to.deep.include({
      name: 'failure',
      attributes: { message: FAILED.reason?.en },
      text: [FAILED.hint?.en, ...FAILED.evidence].join('\n'),
    });
    expect(skipped).to.deep.include({
      name: 'skipped',
      attributes: { message: 'not judged, because "The director alone answers ARP" (arp-vip) did not pass' },
    });
  });

  it('says where requests end, before all else', () => {
    const lines = [
      'fails at: who answers ARP for the VIP (vip-owner), web01',
      'request: lanclient -> 192.168.0.240:80',
      'actual: web01 answers ARP for 192.168.0.240 too',
      'expected: lvs01 alone answers ARP for 192.168.0.240',
      'hint 1: How many machines say that they have 192.168.0.240?',
    ];
    const [, , skipped] = outcomesOf(suiteOf(junit(EXPLAINED, ENGLISH)));
    expect(skipped).to.deep.include({ name: 'skipped', text: lines.join('\n') });
    const failing = { ...EXPLAINED, cause: { ...CAUSE, check: FAILED.id } };
    const [, failed] = outcomesOf(suiteOf(junit(failing, ENGLISH)));
    expect(failed?.text).to.equal([...lines, FAILED.hint?.en, ...FAILED.evidence].join('\n'));
  });

  it('says it in Chinese', () => {
    const [, failed] = outcomesOf(suiteOf(junit(SAMPLE, CHINESE)));
    expect(failed?.attributes['message']).to.equal(FAILED.reason?.zh);
  });

  const odd = [
    { description: 'markup', text: `<b>&amp; ]]> "x" 'y' <!--`, kept: `<b>&amp; ]]> "x" 'y' <!--` },
    {
      description: 'control characters',
      text: 'a\u0000b\u0008c\u000bd\u001b[2Je',
      kept: 'a\ufffdb\ufffdc\ufffdd\ufffd[2Je',
    },
    { description: 'characters that XML forbids', text: 'a\ufffeb\uffffc', kept: 'a\ufffdb\ufffdc' },
    { description: 'half of a surrogate pair', text: 'a\ud83db', kept: 'a\ufffdb' },
    { description: 'pictures and Chinese', text: '😀 网页', kept: '😀 网页' },
  ];
  for (const { description, text, kept } of odd) {
    it(`is well-formed with ${description} in every place`, () => {
      const both = { en: text, zh: text };
      const verdict = { ...FAILED, title: both, reason: both, hint: both, evidence: [text] };
      const report = { ...reportOfAll(verdict, { ...verdict, passed: null }), lab: text, instance: text };
      const suite = suiteOf(junit(report, ENGLISH));
      expect(suite.attributes['name']).to.equal(kept);
      expect(suite.children[0]?.attributes).to.include({ classname: kept, name: `arp-vip: ${kept}` });
      const [failed, skipped] = outcomesOf(suite);
      expect(failed).to.deep.include({ attributes: { message: kept }, text: `${kept}\n${kept}` });
      expect(skipped?.attributes['message']).to.equal(kept);
    });
  }

  it('is well-formed without any check that failed', () => {
    expect(suiteOf(junit(reportOfAll(PASSED), ENGLISH)).attributes).to.include({ failures: '0', skipped: '0' });
  });
});
