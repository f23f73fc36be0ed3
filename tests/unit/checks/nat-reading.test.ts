import { readNatRules, type Translation } from '../../../src/checks/nat-reading.ts';
import type { Finding } from '../../../src/checks/kind.ts';
import { nodeSeen, type Snapshot } from '../../../src/probes/snapshot.ts';
import { parseIptablesSave } from '../../../src/parsers/iptables-save.ts';
import { expectFail, expectPass } from '../../helpers/judge.ts';
import { blank, solved, solvedWith } from '../../helpers/snapshot.ts';

const OUTER = '192.168.200.100';
const VIP = '192.168.0.240';
const LAN = '192.168.0.0/24';
const WEB01 = '192.168.0.223';

const dnat: Translation = {
  node: 'gateway',
  translate: 'destination',
  of: OUTER,
  port: 80,
  to: VIP,
};
const snat: Translation = { node: 'gateway', translate: 'source', of: LAN, to: OUTER };

const judged = (translation: Translation, seen: { snapshot?: Snapshot } = {}): Finding =>
  readNatRules(translation, seen.snapshot ?? solved());

/** The gateway with these rules in its nat table, as iptables-save prints them. */
const having = (...rules: string[]): Snapshot =>
  solvedWith('gateway', (seen) => {
    Object.assign(seen, parseIptablesSave(['*nat', ...rules, 'COMMIT', ''].join('\n')), { nftRuleset: '' });
  });

const RIGHT_DNAT = `-A PREROUTING -d ${OUTER}/32 -i eth1 -p tcp -m tcp --dport 80 -j DNAT --to-destination ${VIP}`;
const WRONG_DNAT = RIGHT_DNAT.replace(VIP, WEB01);
const RIGHT_SNAT = `-A POSTROUTING -s ${LAN} -o eth1 -j SNAT --to-source ${OUTER}`;

const evidence = (...rules: string[]): string[] => rules.map((rule) => `gateway ${rule}`);

interface Row {
  description: string;
  rules: string[];
}

const TRANSLATING = { DNAT: / -j DNAT /, SNAT: / -j (?:SNAT|MASQUERADE)\b/ };

/** The rules that the evidence shows: those that translate. */
const shown = (name: keyof typeof TRANSLATING, rules: string[]): string[] =>
  evidence(...rules.filter((rule) => TRANSLATING[name].test(rule)));

describe('reading the nat table: DNAT', () => {
  it('passes on the recorded gateway', () => {
    expectPass(judged(dnat), evidence(RIGHT_DNAT));
  });

  it('fails when the nat table is empty', () => {
    expectFail(judged(dnat, { snapshot: blank() }), 'gateway has no DNAT rule in its nat table', []);
  });

  it('fails with rules of other tables and other targets alone', () => {
    const redirect = `-A PREROUTING -d ${OUTER}/32 -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080`;
    expectFail(
      judged(dnat, { snapshot: having(redirect, RIGHT_SNAT) }),
      'gateway has no DNAT rule in its nat table',
      [],
    );
  });

  const to = `-j DNAT --to-destination ${VIP}`;
  const chain = `-A web -p tcp -m tcp --dport 80 ${to}`;
  const right: Row[] = [
    { description: 'no interface', rules: [`-A PREROUTING -d ${OUTER}/32 -p tcp -m tcp --dport 80 ${to}`] },
    { description: 'no address', rules: [`-A PREROUTING -i eth1 -p tcp -m tcp --dport 80 ${to}`] },
    { description: 'no port', rules: [`-A PREROUTING -d ${OUTER}/32 -i eth1 -p tcp ${to}`] },
    { description: 'no match at all', rules: [`-A PREROUTING ${to}`] },
    { description: 'the port in the destination', rules: [`${RIGHT_DNAT}:80`] },
    { description: 'a range of ports in the destination', rules: [`${RIGHT_DNAT}:80-90`] },
    { description: 'options after the destination', rules: [`${RIGHT_DNAT} --random --persistent`] },
    { description: 'a range of ports that begins with it', rules: [RIGHT_DNAT.replace('80 -j', '80:90 -j')] },
    { description: 'a range of ports that ends with it', rules: [RIGHT_DNAT.replace('80 -j', '1:80 -j')] },
    {
      description: 'several ports',
      rules: [RIGHT_DNAT.replace('-m tcp --dport 80', '-m multiport --dports 22,80,443')],
    },
    {
      description: 'several ports, a range of them with it',
      rules: [RIGHT_DNAT.replace('-m tcp --dport 80', '-m multiport --dports 22,79:81,443')],
    },
    {
      description: 'ports of either side',
      rules: [RIGHT_DNAT.replace('-m tcp --dport 80', '-m multiport --ports 80')],
    },
    { description: 'every port but another', rules: [RIGHT_DNAT.replace('--dport 80', '! --dport 22')] },
    {
      description: 'every port but others',
      rules: [RIGHT_DNAT.replace('-m tcp --dport 80', '-m multiport ! --dports 22,8000:9000')],
    },
    { description: 'the subnet of the address', rules: [RIGHT_DNAT.replace(`${OUTER}/32`, '192.168.200.0/24')] },
    { description: 'every address but those of the LAN', rules: [RIGHT_DNAT.replace(`-d ${OUTER}/32`, `! -d ${LAN}`)] },
    {
      description: 'a range of addresses',
      rules: [`-A PREROUTING -p tcp -m iprange --dst-range 192.168.200.99-192.168.200.101 -m tcp --dport 80 ${to}`],
    },
    { description: 'every interface but the inner one', rules: [RIGHT_DNAT.replace('-i eth1', '! -i eth0')] },
    { description: 'interfaces that begin alike', rules: [RIGHT_DNAT.replace('-i eth1', '-i eth+')] },
    { description: 'every protocol but UDP', rules: [`-A PREROUTING -d ${OUTER}/32 ! -p udp ${to}`] },
    {
      description: 'the source ports of clients',
      rules: [RIGHT_DNAT.replace('--dport', '--sport 1024:65535 --dport')],
    },
    { description: 'new connections alone', rules: [RIGHT_DNAT.replace('-j', '-m conntrack --ctstate NEW -j')] },
    { description: 'a comment', rules: [RIGHT_DNAT.replace('-j', '-m comment --comment "to the VIP" -j')] },
    { description: 'a rule before it that only counts', rules: ['-A PREROUTING -i eth1', RIGHT_DNAT] },
    { description: 'a rule before it that only logs', rules: ['-A PREROUTING -i eth1 -j LOG', RIGHT_DNAT] },
    {
      description: 'a rule before it for another port',
      rules: [WRONG_DNAT.replace('--dport 80', '--dport 8080'), RIGHT_DNAT],
    },
    {
      description: 'a rule before it for one client',
      rules: [WRONG_DNAT.replace('-d', '-s 192.168.200.7/32 -d'), RIGHT_DNAT],
    },
    {
      description: 'a rule before it for what comes from the LAN',
      rules: [WRONG_DNAT.replace('-i eth1', '-i eth0'), RIGHT_DNAT],
    },
    {
      description: 'a rule before it that takes some packets only',
      rules: [WRONG_DNAT.replace('-j', '-m statistic --mode nth --every 2 --packet 0 -j'), RIGHT_DNAT],
    },
    {
      description: 'a rule before it with a module that has no options',
      rules: [WRONG_DNAT.replace('-j', '-m socket -j'), RIGHT_DNAT],
    },
    {
      description: 'a chain before it that some packets jump to',
      rules: [
        '-A PREROUTING -m conntrack --ctstate ESTABLISHED -j first',
        RIGHT_DNAT,
        `-A first -j DNAT --to-destination ${WEB01}`,
      ],
    },
    { description: 'a wrong rule after it', rules: [RIGHT_DNAT, WRONG_DNAT] },
    { description: 'a chain of its own', rules: [`-A PREROUTING -i eth1 -j web`, chain] },
    { description: 'a chain that is gone to', rules: [`-A PREROUTING -d ${OUTER}/32 -p tcp -g web`, chain] },
    {
      description: 'a chain in a chain',
      rules: ['-A PREROUTING -j outer', '-A outer -d 10.0.0.0/8 -j RETURN', '-A outer -j web', chain],
    },
    {
      description: 'a chain before it that returns',
      rules: ['-A PREROUTING -j check', RIGHT_DNAT, `-A check -d ${OUTER}/32 -j RETURN`],
    },
  ];
  for (const { description, rules } of right) {
    it(`passes with ${description}`, () => {
      expectPass(judged(dnat, { snapshot: having(...rules) }), shown('DNAT', rules));
    });
  }

  const wrongTarget: (Row & { target?: string })[] = [
    { description: 'a real server as the destination', rules: [WRONG_DNAT] },
    { description: 'several destinations', rules: [`${RIGHT_DNAT}-192.168.0.241`] },
    { description: 'a destination that only begins alike', rules: [RIGHT_DNAT.replace(VIP, '192.168.0.24')] },
    { description: 'another port in the destination', rules: [`${RIGHT_DNAT}:8080`], target: `${VIP}:80` },
    { description: 'other ports in the destination', rules: [`${RIGHT_DNAT}:8000-8080`], target: `${VIP}:80` },
  ];
  for (const { description, rules, target = VIP } of wrongTarget) {
    it(`fails with ${description}`, () => {
      expectFail(
        judged(dnat, { snapshot: having(...rules) }),
        `the DNAT rule on gateway does not translate to ${target}: ${rules[0]}`,
        shown('DNAT', rules),
      );
    });
  }

  const noMatch: Row[] = [
    { description: 'another port', rules: [RIGHT_DNAT.replace('--dport 80', '--dport 8080')] },
    { description: 'a port that only begins alike', rules: [RIGHT_DNAT.replace('--dport 80', '--dport 8')] },
    { description: 'a range of ports without it', rules: [RIGHT_DNAT.replace('80 -j', '81:90 -j')] },
    {
      description: 'several ports without it',
      rules: [RIGHT_DNAT.replace('-m tcp --dport 80', '-m multiport --dports 22,443')],
    },
    { description: 'every port but this', rules: [RIGHT_DNAT.replace('--dport 80', '! --dport 80')] },
    { description: 'every port but a range with it', rules: [RIGHT_DNAT.replace('--dport 80', '! --dport 1:1023')] },
    { description: 'the port as the source port', rules: [RIGHT_DNAT.replace('--dport', '--sport')] },
    { description: 'UDP', rules: [RIGHT_DNAT.replace('-p tcp -m tcp', '-p udp -m udp')] },
    { description: 'every protocol but TCP', rules: [`-A PREROUTING -d ${OUTER}/32 ! -p tcp ${to}`] },
    { description: 'another address', rules: [RIGHT_DNAT.replace(`${OUTER}/32`, '192.168.200.101/32')] },
    { description: 'the VIP as its own match', rules: [RIGHT_DNAT.replace(OUTER, VIP)] },
    { description: 'every address but this', rules: [RIGHT_DNAT.replace('-d', '! -d')] },
    { description: 'every address but those of its subnet', rules: [`-A PREROUTING ! -d 192.168.200.0/24 ${to}`] },
    {
      description: 'a range of addresses without it',
      rules: [`-A PREROUTING -m iprange --dst-range 192.168.200.101-192.168.200.109 ${to}`],
    },
    { description: 'the inner interface', rules: [RIGHT_DNAT.replace('eth1', 'eth0')] },
    { description: 'every interface but the outer one', rules: [RIGHT_DNAT.replace('-i eth1', '! -i eth1')] },
    { description: 'an interface that is not there', rules: [RIGHT_DNAT.replace('eth1', 'eth10')] },
    { description: 'the chain of packets that the node makes', rules: [RIGHT_DNAT.replace('PREROUTING', 'OUTPUT')] },
    { description: 'a chain that nobody jumps to', rules: [chain] },
    { description: 'a chain that other packets jump to', rules: ['-A PREROUTING -i eth0 -j web', chain] },
    {
      description: 'a chain that is gone to before it',
      rules: ['-A PREROUTING -p tcp -g web', RIGHT_DNAT, '-A web -p udp -j ACCEPT'],
    },
    {
      description: 'an empty chain that is gone to before it',
      rules: ['-A PREROUTING -p tcp -g web', RIGHT_DNAT],
    },
    { description: 'a return before it', rules: [`-A PREROUTING -d ${OUTER}/32 -j RETURN`, RIGHT_DNAT] },
  ];
  for (const { description, rules } of noMatch) {
    it(`fails with ${description}`, () => {
      const translating = shown('DNAT', rules);
      expectFail(
        judged(dnat, { snapshot: having(...rules) }),
        `the DNAT rule on gateway does not match the packets of ${OUTER}: ${translating[0]?.replace('gateway ', '')}`,
        translating,
      );
    });
  }

  const late: (Row & { taker: string })[] = [
    { description: 'one to a real server', rules: [WRONG_DNAT, RIGHT_DNAT], taker: WRONG_DNAT },
    {
      description: 'one that lets the packets be',
      rules: ['-A PREROUTING -i eth1 -j ACCEPT', RIGHT_DNAT],
      taker: '-A PREROUTING -i eth1 -j ACCEPT',
    },
    {
      description: 'one that sends them to the gateway itself',
      rules: ['-A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 80', RIGHT_DNAT],
      taker: '-A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 80',
    },
    {
      description: 'one in a chain',
      rules: ['-A PREROUTING -j first', RIGHT_DNAT, `-A first -j DNAT --to-destination ${WEB01}`],
      taker: `-A first -j DNAT --to-destination ${WEB01}`,
    },
  ];
  for (const { description, rules, taker } of late) {
    it(`fails when another rule comes first: ${description}`, () => {
      expectFail(
        judged(dnat, { snapshot: having(...rules) }),
        `another rule on gateway comes first and takes the packets of ${OUTER}: ${taker}`,
        shown('DNAT', rules),
      );
    });
  }

  it('asks for no port where the lab names none', () => {
    const rule = RIGHT_DNAT.replace('--dport 80', '--dport 8080');
    const { port: _, ...anyPort } = dnat;
    expectPass(judged(anyPort, { snapshot: having(rule) }), evidence(rule));
  });

  describe('of an address that no wired device of the node has', () => {
    const ofOther = { ...dnat, of: '192.168.200.240' };
    const fromInside = `-A PREROUTING -d 192.168.200.240/32 -i eth0 -p tcp -m tcp --dport 80 -j DNAT --to-destination ${VIP}`;

    it('passes with any interface', () => {
      expectPass(judged(ofOther, { snapshot: having(fromInside) }), evidence(fromInside));
    });

    it('passes with a rule before it for another interface, where the packets may not come in', () => {
      const other = fromInside.replace('eth0', 'eth1').replace(VIP, WEB01);
      expectPass(judged(ofOther, { snapshot: having(other, fromInside) }), evidence(other, fromInside));
    });

    for (const noArp of [false, true]) {
      it(`passes with any interface where ${noArp ? 'a dummy device' : 'lo'} has it, which packets do not come in by`, () => {
        const snapshot = having(fromInside);
        const gateway = nodeSeen(snapshot, 'gateway');
        gateway.links.push({ name: 'dummy0', mac: undefined, mtu: 1500, isUp: true, isLoopback: false, noArp: true });
        const device = noArp ? 'dummy0' : 'lo';
        gateway.addresses.push({
          device,
          address: '192.168.200.240',
          prefix: 32,
          label: device,
          family: 'inet',
          scope: 'global',
        });
        expectPass(judged(ofOther, { snapshot }), evidence(fromInside));
      });
    }
  });

  it('takes no notice of other tables', () => {
    const snapshot = solvedWith('gateway', (seen) => {
      const mangle = '*mangle\n-A PREROUTING -j ACCEPT\nCOMMIT\n';
      Object.assign(seen, parseIptablesSave(`${mangle}*nat\n${RIGHT_DNAT}\nCOMMIT\n`), { nftRuleset: '' });
    });
    expectPass(judged(dnat, { snapshot }), evidence(RIGHT_DNAT));
  });
});

describe('reading the nat table: SNAT', () => {
  it('passes on the recorded gateway', () => {
    expectPass(judged(snat), evidence(RIGHT_SNAT));
  });

  it('fails when the nat table is empty', () => {
    expectFail(judged(snat, { snapshot: blank() }), 'gateway has no SNAT rule in its nat table', []);
  });

  const right: Row[] = [
    { description: 'no interface', rules: [`-A POSTROUTING -s ${LAN} -j SNAT --to-source ${OUTER}`] },
    { description: 'no source', rules: [`-A POSTROUTING -o eth1 -j SNAT --to-source ${OUTER}`] },
    { description: 'a larger subnet', rules: [RIGHT_SNAT.replace(LAN, '192.168.0.0/16')] },
    { description: 'everybody but those outside', rules: [RIGHT_SNAT.replace(`-s ${LAN}`, '! -s 192.168.200.0/24')] },
    {
      description: 'everywhere but the LAN',
      rules: [`-A POSTROUTING -s ${LAN} ! -d ${LAN} -j SNAT --to-source ${OUTER}`],
    },
    { description: 'source ports', rules: [`${RIGHT_SNAT}:1024-65535 --random`] },
    { description: 'MASQUERADE', rules: [`-A POSTROUTING -s ${LAN} -o eth1 -j MASQUERADE`] },
    {
      description: 'MASQUERADE on every interface but the inner one',
      rules: ['-A POSTROUTING ! -o eth0 -j MASQUERADE'],
    },
    { description: 'MASQUERADE of everything', rules: ['-A POSTROUTING -j MASQUERADE'] },
    { description: 'a chain', rules: [`-A POSTROUTING -s ${LAN} -j out`, '-A out -o eth1 -j MASQUERADE'] },
    {
      description: 'a rule before it for UDP alone',
      rules: [`-A POSTROUTING -s ${LAN} -p udp -j SNAT --to-source 192.168.0.100`, RIGHT_SNAT],
    },
    {
      description: 'a rule before it that lets packets to the LAN be',
      rules: [`-A POSTROUTING -s ${LAN} -d ${LAN} -j ACCEPT`, RIGHT_SNAT],
    },
  ];
  for (const { description, rules } of right) {
    it(`passes with ${description}`, () => {
      expectPass(judged(snat, { snapshot: having(...rules) }), shown('SNAT', rules));
    });
  }

  const inside = `-A POSTROUTING -s ${LAN} -o eth1 -j SNAT --to-source 192.168.0.100`;
  const wrong: (Row & { reason: string })[] = [
    { description: 'the inner address', rules: [inside], reason: `does not translate to ${OUTER}` },
    { description: 'the outer interface as the inner one', rules: [RIGHT_SNAT.replace('eth1', 'eth0')], reason: '' },
    { description: 'MASQUERADE on the inner interface', rules: ['-A POSTROUTING -o eth0 -j MASQUERADE'], reason: '' },
    {
      description: 'MASQUERADE on every interface but the outer one',
      rules: ['-A POSTROUTING ! -o eth1 -j MASQUERADE'],
      reason: '',
    },
    { description: 'one host of the subnet', rules: [RIGHT_SNAT.replace(LAN, '192.168.0.220/32')], reason: '' },
    { description: 'a half of the subnet', rules: [RIGHT_SNAT.replace(LAN, '192.168.0.0/25')], reason: '' },
    { description: 'another subnet', rules: [RIGHT_SNAT.replace(LAN, '192.168.200.0/24')], reason: '' },
    { description: 'everybody but the subnet', rules: [RIGHT_SNAT.replace('-s', '! -s')], reason: '' },
    {
      description: 'everybody but one host of the subnet',
      rules: [RIGHT_SNAT.replace(`-s ${LAN}`, '! -s 192.168.0.220/32')],
      reason: '',
    },
    {
      description: 'the chain of packets for the node',
      rules: [RIGHT_SNAT.replace('POSTROUTING', 'INPUT')],
      reason: '',
    },
  ];
  for (const { description, rules, reason } of wrong) {
    it(`fails with ${description}`, () => {
      const why = reason || `does not match the packets of ${LAN}`;
      expectFail(
        judged(snat, { snapshot: having(...rules) }),
        `the SNAT rule on gateway ${why}: ${rules[0]}`,
        shown('SNAT', rules),
      );
    });
  }

  it('does not take the ports of a source for the destination port of the check', () => {
    const rule = `-A POSTROUTING -s ${LAN} -o eth1 -p tcp -m tcp --dport 80 -j SNAT --to-source ${OUTER}:1024-65535`;
    expectPass(judged({ ...snat, port: 80 }, { snapshot: having(rule) }), evidence(rule));
  });
});

const ruleset = (family: string, lines: { pre?: string[]; post?: string[]; web?: string[] }): string => {
  const { pre = [], post = [], web } = lines;
  return [
    `table ${family} lab {`,
    ...(web ? ['\tchain web {', ...web.map((line) => `\t\t${line}`), '\t}', ''] : []),
    '\tchain pre {',
    '\t\ttype nat hook prerouting priority dstnat; policy accept;',
    ...pre.map((line) => `\t\t${line}`),
    '\t}',
    '',
    '\tchain post {',
    '\t\ttype nat hook postrouting priority srcnat; policy accept;',
    ...post.map((line) => `\t\t${line}`),
    '\t}',
    '}',
    '',
  ].join('\n');
};

const writing = (nftRuleset: string): Snapshot => {
  const snapshot = blank();
  nodeSeen(snapshot, 'gateway').nftRuleset = nftRuleset;
  return snapshot;
};

describe('reading the nat table: rules that nft wrote', () => {
  const COUNTER = 'counter packets 0 bytes 0';
  const right = [
    `ip daddr ${OUTER} iifname "eth1" tcp dport 80 ${COUNTER} dnat to ${VIP}`,
    `iif "eth1" tcp dport { 80, 443 } dnat to ${VIP}:80`,
    `ip daddr != ${LAN} tcp dport 1-1023 dnat to ${VIP} random,persistent`,
    `tcp dport != 22 dnat to ${VIP} comment "dnat to 192.168.0.223"`,
    `iifname "eth*" ip protocol tcp ct state new dnat to ${VIP}`,
  ];
  for (const line of right) {
    it(`passes with ${line}`, () => {
      const snapshot = writing(ruleset('ip', { pre: [line] }));
      expectPass(judged(dnat, { snapshot }), [`gateway ip lab: ${line}`]);
    });
  }

  it('passes in a table of both families', () => {
    const line = `tcp dport 80 dnat ip to ${VIP}`;
    expectPass(judged(dnat, { snapshot: writing(ruleset('inet', { pre: [line] })) }), [`gateway inet lab: ${line}`]);
  });

  it('passes in a chain that is jumped to', () => {
    const line = `tcp dport 80 dnat to ${VIP}`;
    const snapshot = writing(ruleset('ip', { pre: ['ip protocol tcp jump web'], web: [line] }));
    expectPass(judged(dnat, { snapshot }), [`gateway ip lab: ${line}`]);
  });

  const wrong = [
    { line: `ip daddr ${OUTER} tcp dport 80 dnat to ${WEB01}`, reason: `translate to ${VIP}` },
    { line: `tcp dport 8080 dnat to ${VIP}`, reason: `match the packets of ${OUTER}` },
    { line: `iifname "eth0" tcp dport 80 dnat to ${VIP}`, reason: `match the packets of ${OUTER}` },
    { line: `ip daddr != ${OUTER} dnat to ${VIP}`, reason: `match the packets of ${OUTER}` },
  ];
  for (const { line, reason } of wrong) {
    it(`fails with ${line}`, () => {
      expectFail(
        judged(dnat, { snapshot: writing(ruleset('ip', { pre: [line] })) }),
        `the DNAT rule on gateway does not ${reason}: ip lab: ${line}`,
        [`gateway ip lab: ${line}`],
      );
    });
  }

  it('fails when a chain of filters has such a rule, or nobody jumps to it', () => {
    const line = `tcp dport 80 dnat to ${VIP}`;
    expectFail(
      judged(dnat, { snapshot: writing(ruleset('ip', { web: [line] })) }),
      `the DNAT rule on gateway does not match the packets of ${OUTER}: ip lab: ${line}`,
      [`gateway ip lab: ${line}`],
    );
  });

  for (const line of [`oifname "eth1" masquerade`, `ip saddr ${LAN} snat to ${OUTER}`]) {
    it(`passes with ${line}`, () => {
      const snapshot = writing(ruleset('ip', { post: [line] }));
      expectPass(judged(snat, { snapshot }), [`gateway ip lab: ${line}`]);
    });
  }

  it('fails with masquerade on the inner interface', () => {
    const line = 'oifname "eth0" masquerade';
    expectFail(
      judged(snat, { snapshot: writing(ruleset('ip', { post: [line] })) }),
      `the SNAT rule on gateway does not match the packets of ${LAN}: ip lab: ${line}`,
      [`gateway ip lab: ${line}`],
    );
  });

  it('judges rules of iptables-nft by what iptables says, which nft has too', () => {
    const wrongPort = RIGHT_DNAT.replace('--dport 80', '--dport 8080');
    const snapshot = solvedWith('gateway', (seen) => {
      Object.assign(seen, parseIptablesSave(`*nat\n${wrongPort}\nCOMMIT\n`));
      seen.nftRuleset = seen.nftRuleset.replace('dport 80', 'dport 8080');
    });
    expectFail(
      judged(dnat, { snapshot }),
      `the DNAT rule on gateway does not match the packets of ${OUTER}: ${wrongPort}`,
      evidence(wrongPort),
    );
  });

  // # Table `nat' is incompatible, use 'nft' tool.
  it('reads the table of iptables where nft wrote what iptables cannot show', () => {
    const line = `iifname "eth1" tcp dport { 80, 443 } dnat to ${VIP}`;
    const nftRuleset = `table ip nat {\n\tchain PREROUTING {\n\t\ttype nat hook prerouting priority dstnat; policy accept;\n\t\t${line}\n\t}\n}\n`;
    expectPass(judged(dnat, { snapshot: writing(nftRuleset) }), [`gateway ip nat: ${line}`]);
  });

  it('reads a chain that nft made beside those of iptables', () => {
    const line = 'iifname "eth1" tcp dport 80 dnat to 192.168.0.240';
    const snapshot = solvedWith('gateway', (seen) => {
      Object.assign(
        seen,
        parseIptablesSave(`*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n${RIGHT_SNAT}\nCOMMIT\n`),
      );
      seen.nftRuleset = [
        'table ip nat {',
        '\tchain PREROUTING {',
        '\t\ttype nat hook prerouting priority dstnat; policy accept;',
        '\t\ttcp dport 80 dnat to 192.168.0.223',
        '\t}',
        '\tchain mine {',
        '\t\ttype nat hook prerouting priority dstnat - 1; policy accept;',
        `\t\t${line}`,
        '\t}',
        '}',
        '',
      ].join('\n');
    });
    expectPass(judged(dnat, { snapshot }), [`gateway ip nat: ${line}`]);
  });
});

describe('reading the nat table: whole networks at once', () => {
  const netmap = RIGHT_DNAT.replace(`DNAT --to-destination ${VIP}`, `NETMAP --to ${VIP}/32`);

  it('passes with NETMAP to the one address, and fails with it to another', () => {
    expectPass(judged(dnat, { snapshot: having(netmap) }), evidence(netmap));
    const wrong = netmap.replace(VIP, WEB01);
    expectFail(
      judged(dnat, { snapshot: having(wrong) }),
      `the DNAT rule on gateway does not translate to ${VIP}: ${wrong}`,
      evidence(wrong),
    );
  });

  const halves = ['192.168.0.0/25', '192.168.0.128/25'].map((half) => RIGHT_SNAT.replace(LAN, half));

  it('passes with a rule for each half, and fails with a half alone', () => {
    expectPass(judged(snat, { snapshot: having(...halves) }), evidence(...halves));
    for (const half of halves) {
      expectFail(
        judged(snat, { snapshot: having(half) }),
        `the SNAT rule on gateway does not match the packets of ${LAN}: ${half}`,
        evidence(half),
      );
    }
  });
});
