import { expect } from 'chai';
import { SaxesParser } from 'saxes';
import type { Comparison, Hop } from '../../../src/models/journey.ts';
import { renderComparison } from '../../../src/report/comparison.ts';
import { pictureOf } from '../../../src/report/picture.ts';
import { pretty } from '../../../src/report/pretty.ts';
import { json } from '../../../src/report/json.ts';
import { ENGLISH, FAILED, PASSED, reportOfAll } from './sample.ts';

const end = (text: string) => {
  const [address = '', port = '0'] = text.split(':');
  return { address, port: Number(port) };
};

const hop = (from: string, to: string, source: string, destination: string): Hop => ({
  from,
  to,
  sourceMac: '02:42:c0:a8:00:d2',
  destinationMac: '02:42:c0:a8:00:df',
  packet: { type: 'ip', protocol: 'tcp', source: end(source), destination: end(destination), detail: '' },
});

const request = [
  hop('client', 'lvs01', '10.0.0.1:4000', '10.0.0.9:80'),
  hop('lvs01', 'a<b', '10.0.0.1:4000', '10.1.0.1:80'),
];
const COMPARISON: Comparison = {
  director: 'lvs01',
  rows: [
    {
      mode: 'nat',
      vip: '10.0.0.9',
      seen: undefined,
      journey: { request, reply: [], atDirector: { request: 6, reply: 0 } },
    },
  ],
};

/** @throws Error when it is not well-formed */
function elementsOf(svg: string): string[] {
  const names: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => names.push(name));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(svg).close();
  return names;
}

describe('the picture of the ways of requests', () => {
  it('is well-formed, with MAC and IP of each hop, whatever nodes are called', () => {
    const svg = renderComparison(COMPARISON, { language: 'en' });
    expect(elementsOf(svg)[0]).to.equal('svg');
    expect(svg.match(/02:42:c0:a8:00:d2 &gt; 02:42:c0:a8:00:df/g)).to.have.length(2);
    expect(svg).to.contain('through lvs01: 6 packets in, 0 back');
    expect(svg).to.contain('a&lt;b');
  });

  it('has in colour what was rewritten, and nothing else', () => {
    const svg = renderComparison(COMPARISON, { language: 'en' });
    const bold = [...svg.matchAll(/<text [^>]*font-family="ui-mono[^>]*font-weight="bold"[^>]*>([^<]*)</g)];
    expect(bold.map(([, text]) => text)).to.deep.equal(['10.1.0.1:80']);
  });

  it('speaks both languages', () => {
    expect(renderComparison(COMPARISON, { language: 'zh' })).to.match(/经过 lvs01 的包：请求 6 个，应答 0 个/);
  });

  it('is drawn for verdicts that have one, and for no other', () => {
    expect(pictureOf({ ...PASSED, comparison: COMPARISON }, { language: 'en' })).to.equal(
      renderComparison(COMPARISON, { language: 'en' }),
    );
    expect(pictureOf(PASSED, { language: 'en' })).to.equal(undefined);
  });
});

describe('reports of checks that followed requests', () => {
  it('print the table, also when the check passed', () => {
    const passed = pretty(reportOfAll({ ...PASSED, comparison: COMPARISON }), ENGLISH);
    expect(passed).to.contain('vip-director\n    lvs01 eth0 192.168.0.240/24\n');
    const failed = pretty(reportOfAll({ ...FAILED, comparison: COMPARISON }), ENGLISH);
    expect(failed).to.contain('\n    lanclient: who has 192.168.0.240?');
  });

  it('leave what the picture is drawn from out of JSON', () => {
    expect(json(reportOfAll({ ...PASSED, comparison: COMPARISON }), ENGLISH)).to.not.contain('comparison');
  });
});
