import { expect } from 'chai';
import { parseIptablesSave, type Rule } from '../../../src/parsers/iptables-save.ts';
import { parseErrorOf, recorded } from './recordings.ts';

/** The one rule that `text` is in table nat. */
function ruleOf(text: string): Rule {
  const { rules } = parseIptablesSave(`*nat\n${text}\nCOMMIT\n`);
  expect(rules).to.have.length(1);
  return rules[0] as Rule;
}

const uncounted = (name: string) =>
  parseIptablesSave(recorded(name)).rules.map(({ packets: _packets, bytes: _bytes, ...rule }) => rule);

const texts = (name: string) => parseIptablesSave(recorded(name)).rules.map(({ text }) => text);

describe('parseIptablesSave', () => {
  it('gives no rules and policies when nothing was printed, as before the first use of a table', () => {
    expect(parseIptablesSave('')).to.deep.equal({ rules: [], policies: [] });
  });

  it('reads every part of a rule without counters', () => {
    expect(ruleOf('-A PREROUTING -d 192.168.0.224/32 -p tcp -j DNAT --to-destination 192.168.0.221:80')).to.deep.equal({
      table: 'nat',
      chain: 'PREROUTING',
      target: 'DNAT',
      matches: { d: '192.168.0.224/32', p: 'tcp' },
      targetOptions: { 'to-destination': '192.168.0.221:80' },
      packets: undefined,
      bytes: undefined,
      text: '-A PREROUTING -d 192.168.0.224/32 -p tcp -j DNAT --to-destination 192.168.0.221:80',
    });
  });

  it('takes the counters off the text', () => {
    const rule = ruleOf('[1:60] -A POSTROUTING -o eth0 -j MASQUERADE');
    expect(rule).to.include({ packets: 1, bytes: 60, text: '-A POSTROUTING -o eth0 -j MASQUERADE' });
  });

  it('gives the same rules with and without counters', () => {
    expect(uncounted('iptables-save-counters')).to.deep.equal(uncounted('iptables-save-legacy'));
  });

  it('gives the same rules for both flavours, but for the match that the nft kernel lacked', () => {
    const legacy = texts('iptables-save-legacy').filter((text) => !text.includes('-m ipvs'));
    expect(texts('iptables-save-nft')).to.have.members(legacy);
  });

  it('gives a chain that somebody made the policy -', () => {
    const { policies } = parseIptablesSave(recorded('iptables-save-legacy'));
    expect(policies.filter(({ table, policy }) => table === 'filter' && policy !== 'ACCEPT')).to.deep.equal([
      { table: 'filter', chain: 'FORWARD', policy: 'DROP' },
      { table: 'filter', chain: 'lab-in', policy: '-' },
      { table: 'filter', chain: 'lab-in2', policy: '-' },
    ]);
  });

  const matches: { description: string; text: string; matches: Record<string, string> }[] = [
    {
      description: 'a comment with blanks, quotes and what looks like a target',
      text: String.raw`-A INPUT -m comment --comment "the page, \"quoted\" and it\'s -j DROP" -j ACCEPT`,
      matches: { m: 'comment', comment: `the page, "quoted" and it's -j DROP` },
    },
    {
      description: 'a comment that looks like an option, which is printed without quotes',
      text: '-A INPUT -m comment --comment -j -j ACCEPT',
      matches: { m: 'comment', comment: '-j' },
    },
    {
      description: 'an empty comment',
      text: '-A INPUT -m comment --comment "" -j ACCEPT',
      matches: { m: 'comment', comment: '' },
    },
    {
      description: 'negated options',
      text: '-A INPUT ! -s 192.168.0.0/24 ! -i eth0 -m conntrack ! --ctstate INVALID,NEW -j ACCEPT',
      matches: { s: '! 192.168.0.0/24', i: '! eth0', m: 'conntrack', ctstate: '! INVALID,NEW' },
    },
    {
      description: 'a negated option without value',
      text: '-A INPUT ! -f -j ACCEPT',
      matches: { f: '! ' },
    },
    {
      description: 'an option with two values',
      text: '-A INPUT -p tcp -m tcp --tcp-flags SYN,RST SYN -j ACCEPT',
      matches: { p: 'tcp', m: 'tcp', 'tcp-flags': 'SYN,RST SYN' },
    },
    {
      description: 'an option that is repeated',
      text: '-A INPUT -p tcp -m tcp --dport 80 -m mark --mark 0x1 -j ACCEPT',
      matches: { p: 'tcp', m: 'tcp mark', dport: '80', mark: '0x1' },
    },
  ];
  for (const { description, text, matches: expected } of matches) {
    it(`reads ${description}`, () => {
      const rule = ruleOf(text);
      expect(rule.matches).to.deep.equal(expected);
      expect(rule.target).to.equal('ACCEPT');
    });
  }

  it('keeps an option whose name every object has', () => {
    const { matches: own } = ruleOf('-A INPUT --toString 1 --constructor 2');
    expect(Object.entries(own)).to.deep.equal([
      ['toString', '1'],
      ['constructor', '2'],
    ]);
  });

  const targets: { description: string; text: string; target: string | undefined; options: Record<string, string> }[] =
    [
      { description: 'no target', text: '-A INPUT -p icmp', target: undefined, options: {} },
      { description: 'a target alone', text: '-A INPUT -j lab-in', target: 'lab-in', options: {} },
      { description: 'a chain gone to', text: '-A INPUT -g lab-in', target: 'lab-in', options: { g: '' } },
      {
        description: 'a range and an option without value',
        text: '-A POSTROUTING -j SNAT --to-source 192.168.0.224-192.168.0.225:1024-2048 --random',
        target: 'SNAT',
        options: { 'to-source': '192.168.0.224-192.168.0.225:1024-2048', random: '' },
      },
      {
        description: 'a quoted prefix that ends in a blank',
        text: '-A INPUT -j LOG --log-prefix "syn seen: "',
        target: 'LOG',
        options: { 'log-prefix': 'syn seen: ' },
      },
    ];
  for (const { description, text, target, options } of targets) {
    it(`reads ${description}`, () => {
      const rule = ruleOf(text);
      expect(rule.target).to.equal(target);
      expect(rule.targetOptions).to.deep.equal(options);
    });
  }

  const malformed = [
    { description: 'a rule without chain', row: '-A' },
    { description: 'a rule with two chains', row: '-A INPUT FORWARD -j DROP' },
    { description: 'a rule with a jump to nowhere', row: '-A INPUT -j' },
    { description: 'a rule with a jump to two targets', row: '-A INPUT -j ACCEPT DROP' },
    { description: 'a quotation that is not closed', row: '-A INPUT -m comment --comment "the page' },
    { description: 'a quotation that goes on', row: '-A INPUT -m comment --comment "the"page' },
    { description: 'a negation of nothing', row: '-A INPUT -p tcp !' },
    { description: 'counters that were cut', row: '[1:6' },
    { description: 'a policy without name', row: ':INPUT' },
    { description: 'a line of iptables -S', row: '-P INPUT ACCEPT' },
    { description: 'an error', row: 'iptables-save: command not found' },
  ];
  for (const { description, row } of malformed) {
    it(`refuses ${description}`, () => {
      const error = parseErrorOf(() => parseIptablesSave(`*filter\n${row}\nCOMMIT\n`));
      expect(error).to.include({ what: 'a line of iptables-save', line: 2, text: row });
    });
  }

  it('refuses a rule outside of a table', () => {
    const error = parseErrorOf(() => parseIptablesSave('*nat\nCOMMIT\n-A INPUT -j ACCEPT\n'));
    expect(error).to.include({ line: 3, text: '-A INPUT -j ACCEPT' });
  });
});
