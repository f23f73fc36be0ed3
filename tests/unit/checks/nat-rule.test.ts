import { expect } from 'chai';
import type { Finding } from '../../../src/checks/kind.ts';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { Probes, TraceRequest, TraceResult } from '../../../src/probes/probes.ts';
import { nodeSeen, type Snapshot } from '../../../src/probes/snapshot.ts';
import { parseIptablesSave } from '../../../src/parsers/iptables-save.ts';
import { parseTcpdump } from '../../../src/parsers/tcpdump.ts';
import { checkOf, expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { solved, solvedWith } from '../../helpers/snapshot.ts';
import { MAC, request } from '../../helpers/wire.ts';

const OUTER = '192.168.200.100';
const VIP = '192.168.0.240';
const WEB01 = '192.168.0.223';
const FAR = '192.168.200.200';

const dnat: WrittenCheck<'nat-rule'> = {
  kind: 'nat-rule',
  node: 'gateway',
  translate: 'destination',
  of: OUTER,
  port: 80,
  to: VIP,
  from: 'wanclient',
  url: `http://${OUTER}/`,
};
const snat: WrittenCheck<'nat-rule'> = {
  kind: 'nat-rule',
  node: 'gateway',
  translate: 'source',
  of: '192.168.0.0/24',
  to: OUTER,
  from: 'lanclient',
  url: `http://${FAR}/`,
};

const RIGHT_DNAT = `-A PREROUTING -d ${OUTER}/32 -i eth1 -p tcp -m tcp --dport 80 -j DNAT --to-destination ${VIP}`;
const RIGHT_SNAT = `-A POSTROUTING -s 192.168.0.0/24 -o eth1 -j SNAT --to-source ${OUTER}`;
const shownRule = (rule: string): string => `gateway ${rule}`;

const macs = (snapshot: Snapshot, node: string, device: string): string =>
  nodeSeen(snapshot, node).links.find(({ name }) => name === device)?.mac ?? expect.fail(`${node} has no ${device}`);
const GATEWAY = { eth0: macs(solved(), 'gateway', 'eth0'), eth1: macs(solved(), 'gateway', 'eth1') };
const WAN_CLIENT = macs(solved(), 'wanclient', 'eth1');

const ip = (way: [string, string], ends: [string, string], flags = 'S', seq = 1000): string => {
  const [from, to] = ends.map((end) => end.replace(':', '.'));
  return `1795337908.489 ${way.join(' > ')}, ethertype IPv4 (0x0800), length 74: ${from} > ${to}: Flags [${flags}], seq ${seq}, win 65160, length 0\n`;
};
const whoHas = (mac: string, target: string, teller: string): string =>
  `1795337908.490 ${mac} > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: Request who-has ${target} tell ${teller}, length 28\n`;

/** What was seen of the requests of these sources. */
const traced = (sources: string[], ...lines: string[]): TraceResult => ({
  requests: [sources.map((source) => request({ source }))],
  lossy: [[]],
  frames: [{ node: 'gateway', frames: parseTcpdump(lines.join('')) }],
});

const CLIENT = '192.168.200.7:40000';
const asks = ip([WAN_CLIENT, GATEWAY.eth1], [CLIENT, `${OUTER}:80`]);
const led = (to: string, mac: string = MAC.lvs01, from = CLIENT): string => ip([GATEWAY.eth0, mac], [from, to]);
const passedOn = (before: string, after: string): string => `gateway passed ${before} on as ${after}`;

const judge = (written: typeof dnat, observed: TraceResult, snapshot?: Snapshot): Finding =>
  judged(written, { observed, ...(snapshot && { snapshot }) });

/** The solved gateway, with these rules. */
const having = (...rules: string[]): Snapshot =>
  solvedWith('gateway', (seen) => {
    Object.assign(seen, parseIptablesSave(['*nat', ...rules, 'COMMIT', ''].join('\n')), { nftRuleset: '' });
  });

describe('nat-rule: the destination', () => {
  const right = passedOn(`${CLIENT} > ${OUTER}:80`, `${CLIENT} > ${VIP}:80`);

  it('passes when the packet leaves for the address, whatever rules there are', () => {
    const observed = traced(['192.168.200.7'], asks, led(`${VIP}:80`));
    expectPass(judge(dnat, observed), [right, shownRule(RIGHT_DNAT)]);
    expectPass(judge(dnat, observed, having()), [right]);
  });

  it('does not ask what became of the source', () => {
    const observed = traced(['192.168.200.7'], asks, led(`${VIP}:80`, MAC.lvs01, '192.168.0.100:40000'));
    expect(judge(dnat, observed).passed).to.equal(true);
  });

  it('passes when the node asks who has the address and nobody is there yet', () => {
    const observed = traced(['192.168.200.7'], asks, whoHas(GATEWAY.eth0, VIP, '192.168.0.100'));
    expectPass(judge(dnat, observed), [
      'gateway passed nothing of 192.168.200.7 on',
      `gateway asks by ARP who has ${VIP}`,
      shownRule(RIGHT_DNAT),
    ]);
  });

  it('fails when another machine asks for the address', () => {
    const observed = traced(['192.168.200.7'], asks, whoHas(MAC.web01, VIP, WEB01));
    expectFail(judge(dnat, observed), `nothing of what 192.168.200.7 sent to http://${OUTER}/ left gateway`, [
      'gateway passed nothing of 192.168.200.7 on',
      shownRule(RIGHT_DNAT),
    ]);
  });

  it('fails when it leaves for a real server, and says which rule leads there', () => {
    const rule = RIGHT_DNAT.replace(VIP, WEB01);
    const observed = traced(['192.168.200.7'], asks, led(`${WEB01}:80`, MAC.web01));
    const seen = passedOn(`${CLIENT} > ${OUTER}:80`, `${CLIENT} > ${WEB01}:80`);
    expectFail(
      judge(dnat, observed, having(rule)),
      `${seen}, expected the destination ${VIP}:80; the DNAT rule on gateway does not translate to ${VIP}: ${rule}`,
      [seen, shownRule(rule)],
    );
  });

  it('fails when it leaves for another port', () => {
    const observed = traced(['192.168.200.7'], asks, led(`${VIP}:8080`));
    const seen = passedOn(`${CLIENT} > ${OUTER}:80`, `${CLIENT} > ${VIP}:8080`);
    expectFail(judge(dnat, observed), `${seen}, expected the destination ${VIP}:80`, [seen, shownRule(RIGHT_DNAT)]);
  });

  it('fails when the node answers itself, as a proxy does, or one without a rule', () => {
    for (const flags of ['R.', 'S.']) {
      const answer = ip([GATEWAY.eth1, WAN_CLIENT], [`${OUTER}:80`, CLIENT], flags, 7);
      const proxied = ip([GATEWAY.eth0, MAC.lvs01], ['192.168.0.100:50000', `${VIP}:80`], 'S', 4000);
      expectFail(
        judge(dnat, traced(['192.168.200.7'], asks, answer, proxied), having()),
        `gateway answered 192.168.200.7 itself when it asked for http://${OUTER}/, and passed nothing on; gateway has no DNAT rule in its nat table`,
        ['gateway passed nothing of 192.168.200.7 on'],
      );
    }
  });

  it('fails when one client of several is left out', () => {
    const other = ip([WAN_CLIENT, GATEWAY.eth1], ['192.168.200.9:40000', `${OUTER}:80`], 'S', 2000);
    const observed = traced(['192.168.200.7', '192.168.200.9'], asks, led(`${VIP}:80`), other);
    expectFail(judge(dnat, observed), `nothing of what 192.168.200.9 sent to http://${OUTER}/ left gateway`, [
      right,
      'gateway passed nothing of 192.168.200.9 on',
      shownRule(RIGHT_DNAT),
    ]);
  });
});

describe('nat-rule: the source', () => {
  const FROM = '192.168.0.7:40000';
  const came = ip([MAC.lanclient, GATEWAY.eth0], [FROM, `${FAR}:80`]);
  const out = (source: string): string => ip([GATEWAY.eth1, WAN_CLIENT], [source, `${FAR}:80`]);

  it('passes when the packet leaves with the address', () => {
    const seen = passedOn(`${FROM} > ${FAR}:80`, `${OUTER}:1024 > ${FAR}:80`);
    const observed = traced(['192.168.0.7'], came, out(`${OUTER}:1024`));
    expectPass(judge(snat, observed), [seen, shownRule(RIGHT_SNAT)]);
    expectPass(judge(snat, observed, having()), [seen]);
  });

  it('fails when it leaves as it came, or with another address', () => {
    for (const source of [FROM, '192.168.200.101:40000']) {
      const seen = passedOn(`${FROM} > ${FAR}:80`, `${source} > ${FAR}:80`);
      expectFail(
        judge(snat, traced(['192.168.0.7'], came, out(source)), having()),
        `${seen}, expected the source ${OUTER}; gateway has no SNAT rule in its nat table`,
        [seen],
      );
    }
  });

  it('fails when nothing leaves, also while the node asks who has the outer address', () => {
    const observed = traced(['192.168.0.7'], came, whoHas(GATEWAY.eth1, OUTER, OUTER));
    expectFail(judge(snat, observed), `nothing of what 192.168.0.7 sent to http://${FAR}/ left gateway`, [
      'gateway passed nothing of 192.168.0.7 on',
      shownRule(RIGHT_SNAT),
    ]);
  });
});

describe('nat-rule', () => {
  it('sends from addresses all over the subnet, and has client and node listen', async () => {
    const seen: TraceRequest[] = [];
    const trace: Probes['trace'] = async (asked) => {
      seen.push(asked);
      return traced([]);
    };
    const check = checkOf(dnat);
    await kindOf(check).observe?.(check, { trace } as Probes);
    expect(seen).to.deep.equal([
      { from: 'wanclient', nodes: ['wanclient', 'gateway'], urls: [`http://${OUTER}/`], sources: 8, across: true },
    ]);
    expect(
      kindOf(check)
        .nodes(check)
        .map(({ node }) => node),
    ).to.deep.equal(['gateway', 'wanclient']);
  });
});
