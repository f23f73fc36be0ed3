import { expect } from 'chai';
import { EXCHANGES, lostIn, type Exchange } from '../../../../src/actions/doctor/exchange-script.ts';
import { parseDrops, suspects } from '../../../../src/actions/doctor/firewall.ts';
import { judgeTraffic } from '../../../../src/actions/doctor/traffic.ts';

/** As iptables-nft-save 1.8.11 and nft 1.1 print them beside Docker 20.10. */
const DOCKER = [
  '*filter',
  ':INPUT ACCEPT [0:0]',
  ':FORWARD DROP [0:0]',
  ':OUTPUT ACCEPT [0:0]',
  ':DOCKER-USER - [0:0]',
  '[16:1257] -A FORWARD -j DOCKER-USER',
  '[16:1257] -A FORWARD -j DOCKER-ISOLATION-STAGE-1',
  '[0:0] -A FORWARD -i br-3dec425a5f8d -o br-3dec425a5f8d -j ACCEPT',
  '[0:0] -A DOCKER-ISOLATION-STAGE-2 -o br-3dec425a5f8d -j DROP',
  '[1625:430873] -A DOCKER-USER -j RETURN',
  'COMMIT',
];
const saved = (iptables: string[], { legacy = [], nft = [] }: { legacy?: string[]; nft?: string[] } = {}): string =>
  ['== iptables', ...iptables, '== iptables-legacy', ...legacy, '== nft', ...nft, ''].join('\n');
const userRule = (packets: number): string[] =>
  DOCKER.with(DOCKER.length - 2, `[${packets}:84] -A DOCKER-USER -p udp -j DROP`);

const TABLE_OF_IPTABLES = ['table ip filter {', '\tchain FORWARD {', '\t\tcounter packets 9 bytes 9 drop', '\t}', '}'];
const FIREWALLD = [
  'table inet firewalld {',
  '\tchain filter_INPUT {',
  '\t\ttype filter hook input priority filter + 10; policy accept;',
  '\t\tct state invalid drop',
  '\t}',
  '\tchain filter_FORWARD {',
  '\t\ttype filter hook forward priority filter + 10; policy accept;',
  '\t\treject with icmpx admin-prohibited',
  '\t}',
  '}',
];

describe('suspects', () => {
  it('are the rules whose counters rose', () => {
    const { how, drops, hasDockerRules } = suspects(saved(userRule(0)), saved(userRule(3)));
    expect({ how, hasDockerRules }).to.deep.equal({ how: 'seen', hasDockerRules: true });
    expect(drops).to.deep.equal([
      {
        rule: 'iptables, DOCKER-USER: -p udp -j DROP',
        packets: 3,
        kind: 'docker-user',
        remedy: 'iptables -D DOCKER-USER -p udp -j DROP',
      },
    ]);
  });

  it('are not the policy that Docker sets beside its own rules, nor what nft shows of the tables of iptables', () => {
    const rules = saved(DOCKER, { nft: TABLE_OF_IPTABLES });
    expect(suspects(rules, rules)).to.deep.equal({ how: 'possible', drops: [], hasDockerRules: true });
  });

  it('are that policy where the rules are gone', () => {
    const rules = saved(['*filter', ':FORWARD DROP [0:0]', 'COMMIT']);
    const { drops, hasDockerRules } = suspects(rules, rules);
    expect(hasDockerRules).to.equal(false);
    expect(drops.map(({ kind }) => kind)).to.deep.equal(['policy']);
  });

  it('are chains of nftables that bridged frames pass, and no others', () => {
    const rules = saved(DOCKER, { nft: FIREWALLD });
    expect(suspects(rules, rules).drops.map(({ rule }) => rule)).to.deep.equal([
      'nftables, table inet firewalld, chain filter_FORWARD: reject with icmpx admin-prohibited',
    ]);
  });

  it('are counted policies of the old iptables', () => {
    const [before, after] = [1, 4].map((packets) =>
      saved([], { legacy: ['*filter', `:FORWARD DROP [${packets}:84]`, 'COMMIT'] }),
    );
    expect(suspects(before ?? '', after ?? '').drops.map(({ rule }) => rule)).to.deep.equal([
      'iptables-legacy: the policy of FORWARD is DROP, and no rule lets them pass',
    ]);
  });

  for (const text of ['', '== iptables\n', 'nonsense\n[x] -A\n:FORWARD', '== nft\ntable {\nchain {\n drop']) {
    it(`are none in ${JSON.stringify(text)}`, () => expect(parseDrops(text)).to.deep.equal([]));
  }
});

describe('lostIn', () => {
  const all = EXCHANGES.map(({ way, sort }) => `${way} ${sort}`);
  it('is nothing when all came', () => expect(lostIn(all.join('\n'))).to.deep.equal([]));
  it('is all when nothing came', () => expect(lostIn('')).to.deep.equal(EXCHANGES));
  it('is what did not come', () =>
    expect(lostIn(all.filter((line) => line !== 'lan vrrp').join('\n'))).to.deep.equal([{ way: 'lan', sort: 'vrrp' }]));
});

describe('judgeTraffic', () => {
  const udp: Exchange[] = [
    { way: 'lan', sort: 'udp' },
    { way: 'routed', sort: 'udp' },
  ];

  it('is fine when nothing was lost', () => {
    const finding = judgeTraffic({ lost: [], bridgeCallsIptables: true });
    expect(finding.level).to.equal('ok');
    expect(finding.advice).to.equal(undefined);
    expect(finding.message).to.contain('bridge-nf-call-iptables = 1');
  });

  it('names what was lost, the rule, and the commands against it', () => {
    const { level, message, advice } = judgeTraffic({
      lost: udp,
      bridgeCallsIptables: true,
      suspects: suspects(saved(userRule(0)), saved(userRule(3))),
    });
    expect(level).to.equal('problem');
    expect(message).to.equal(
      "some frames do not pass between nodes (on one network: udp; from one network to another: udp); the machine's firewall sees them (net.bridge.bridge-nf-call-iptables = 1). Dropped by iptables, DOCKER-USER: -p udp -j DROP",
    );
    expect(advice).to.match(
      /^`sudo iptables -D DOCKER-USER -p udp -j DROP` takes it away\. .*bridge-nf-call-iptables=0/,
    );
  });

  it("tells of Docker's rules when they are gone", () => {
    const rules = saved(['*filter', ':FORWARD DROP [0:0]', 'COMMIT']);
    const { message, advice } = judgeTraffic({
      lost: EXCHANGES,
      bridgeCallsIptables: true,
      suspects: suspects(rules, rules),
    });
    expect(message).to.match(
      /^no frame passes between nodes .*Possibly dropped by iptables: the policy of FORWARD is DROP/,
    );
    expect(advice).to.contain('--iptables=false').and.to.contain('systemctl restart docker');
  });

  it('says where to look when no rule is suspect', () => {
    const rules = saved(DOCKER);
    const { message, advice } = judgeTraffic({
      lost: udp,
      bridgeCallsIptables: false,
      suspects: suspects(rules, rules),
    });
    expect(message).to.contain('No rule of the firewall counted them');
    expect(advice).to.contain('bridge family');
  });
});
