import { expect } from 'chai';
import { configuredState, parseKeepalivedConf } from '../../../src/parsers/keepalived-conf.ts';
import { recorded } from './recordings.ts';

const WORDS = recorded('keepalived-conf-words');

describe('parseKeepalivedConf', () => {
  it('says where each statement begins', () => {
    const [definitions, include, first] = parseKeepalivedConf(WORDS);
    expect(definitions).to.include({ line: 2 });
    expect(definitions?.block.map(({ line }) => line)).to.deep.equal([4]);
    expect(include).to.deep.equal({ line: 7, words: ['include', '/etc/keepalived/conf.d/*.conf'], block: [] });
    expect(first?.block.map(({ line, words }) => [line, words[0]])).to.deep.equal([
      [10, 'state'],
      [11, 'interface'],
      [12, 'virtual_router_id'],
      [13, 'priority'],
      [14, 'advert_int'],
      [15, 'authentication'],
      [19, 'virtual_ipaddress'],
      [20, 'track_interface'],
    ]);
  });

  const cases = [
    { description: 'nothing', text: '', expected: [] },
    { description: 'comments alone', text: '! one\n# two\n   ! three\n', expected: [] },
    { description: 'a quoted text as one word', text: 'router_id "LVS 01"', expected: [['router_id', 'LVS 01']] },
    { description: 'marks in quotes', text: 'auth_pass "1!1#1"', expected: [['auth_pass', '1!1#1']] },
    { description: 'a comment right behind a word', text: 'priority 150#100', expected: [['priority', '150']] },
    { description: 'a quote that is left open', text: 'router_id "LVS', expected: [['router_id', 'LVS']] },
    { description: 'a brace too many', text: '}\nstate MASTER\n}}', expected: [['state', 'MASTER']] },
    { description: 'a brace too few', text: 'a {\nb {\n', expected: [['a']] },
    { description: 'a brace without a keyword', text: '{\nstate MASTER\n}\nb', expected: [['b']] },
    { description: 'what follows a brace in its line', text: 'a { b } c { d', expected: [['a'], ['c']] },
  ];
  for (const { description, text, expected } of cases) {
    it(`reads ${description}`, () => {
      expect(parseKeepalivedConf(text).map(({ words }) => words)).to.deep.equal(expected);
    });
  }
});

describe('configuredState', () => {
  const conf = parseKeepalivedConf(WORDS);
  const cases = [
    { instance: 'VI_1', state: 'MASTER' },
    { instance: 'VI_2', state: 'BACKUP' },
    { instance: 'VI_3', state: undefined },
  ];
  for (const { instance, state } of cases) {
    it(`is ${state ?? 'not known'} for ${instance}`, () => {
      expect(configuredState(conf, instance)).to.equal(state);
    });
  }

  it('is not known where the instance has none, or where another block has one', () => {
    expect(configuredState(parseKeepalivedConf(recorded('keepalived-conf-lines')), 'VI_2')).to.equal(undefined);
    expect(configuredState(parseKeepalivedConf('vrrp_sync_group VI_1 {\nstate MASTER\n}'), 'VI_1')).to.equal(undefined);
  });
});
