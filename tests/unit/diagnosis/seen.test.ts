/** Hops that are named from what was seen of a request that was followed. */
import { expect } from 'chai';
import type { BrokenHop } from '../../../src/diagnosis/walk.ts';
import type { Look, RouteSaid } from '../../../src/probes/follow.ts';
import { brokenIn, changed, FROM_WAN, repliesOf, route, rules, VIP } from '../../helpers/cause.ts';
import {
  ACK,
  along,
  arpLine,
  ENTRY,
  OWN,
  RST,
  ruled,
  SYN,
  SYN_ACK,
  withTrails,
  type Seen,
} from '../../helpers/follow.ts';
import { MAC, request } from '../../helpers/wire.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import { LAB } from '../../helpers/judge.ts';
import type { NodeSnapshot } from '../../../src/probes/snapshot.ts';

const HIDE = '-A POSTROUTING -o eth0 -j MASQUERADE';
const MARK = '-A PREROUTING -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x9/0xffffffff';
const methods =
  (method: 'nat' | 'tun') =>
  (seen: NodeSnapshot): void =>
    seen.ipvs?.services.forEach(({ destinations }) => destinations.forEach((one) => (one.method = method)));
const by = (method: 'nat' | 'tun'): Lab => ({
  ...LAB,
  checks: LAB.checks.map((check) => (check.kind === 'ipvs-destinations' ? { ...check, method } : check)),
});
const [BY_NAT, BY_TUNNEL] = [by('nat'), by('tun')];

interface Row {
  lab?: Lab;
  description: string;
  frames: Seen[];
  arps?: string[];
  looks?: Record<string, Partial<Look>>;
  after?: Record<string, Partial<Look>>;
  routes?: RouteSaid[];
  nodes?: Record<string, (seen: NodeSnapshot) => void>;
  isAnswered?: boolean;
  hop: string;
  seen?: RegExp;
}

function broken({ frames, arps, looks, after, routes, nodes = {}, lab, isAnswered }: Row): BrokenHop | undefined {
  const snapshot = changed(nodes);
  const change = {
    frames,
    ...(arps && { arps }),
    ...(looks && { looks }),
    ...(after && { after }),
    ...(routes && { routes }),
    ...(isAnswered && { result: request() }),
  };
  return brokenIn({ snapshot, ...(lab && { lab }), ...withTrails(change, { snapshot, ...(lab && { lab }) }) });
}

const TO_DIRECTOR = along(SYN, 'lanclient', 'lvs01');
const TO_WEB01 = along(SYN, 'lanclient', 'lvs01', 'web01');
const ANSWERED = [...TO_WEB01, ...along(SYN_ACK, 'web01', 'lanclient')];
const DROP = '-A PREROUTING -p tcp -m tcp --dport 80 -j DROP';
const counting = (table: string, rule: string, packets: number): Partial<Look> =>
  ruled(table, `[${packets}:60] ${rule}`);
const NFT = `table inet f {
	chain in {
		type filter hook input priority filter; policy accept;
		jump bad
	}
	chain bad {
		tcp dport 80 drop
	}
}
`;
const RANDOM = '-A INPUT -p tcp -m tcp --dport 80 -m statistic --mode random --probability 0.3 -j DROP';
const INVALID = '-A INPUT -m conntrack --ctstate INVALID -j DROP';
const DNAT = `-A PREROUTING -d ${VIP}/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.168.0.223`;
const TRANSLATED = SYN.replace(`${VIP}.80`, '192.168.0.223.80');
const BLACKHOLE: RouteSaid = {
  question: { node: 'web01', to: OWN, from: VIP, input: undefined },
  type: undefined,
  via: undefined,
  device: undefined,
  text: 'RTNETLINK answers: Invalid argument',
};
const marked = (seen: NodeSnapshot): void =>
  seen.ipvs?.services.forEach((one) => Object.assign(one, { protocol: 'fwm', mark: 7, address: '', port: 0 }));

/** A neighbour that a node was told of. */
const told =
  (address: string, mac: string) =>
  (seen: NodeSnapshot): void =>
    void (seen.neighbours = [{ address, mac, device: 'eth0', states: ['PERMANENT'] }]);

const ROWS: Row[] = [
  {
    description: 'IPVS gave the request to an address that no machine has',
    frames: TO_DIRECTOR,
    lab: { ...LAB, checks: LAB.checks.filter(({ kind }) => kind !== 'ipvs-destinations') },
    looks: { lvs01: { connections: [{ ...ENTRY, destination: { address: '192.168.0.233', port: 80 } }] } },
    hop: 'destinations lvs01',
    seen: /IPVS on lvs01 gave the request of 192\.168\.0\.220 to 192\.168\.0\.233:80, which no machine has/,
  },
  {
    description: 'the director was told another MAC for the server that IPVS chose',
    frames: [...along(SYN, 'lanclient', 'lvs01', 'web02'), ...along(SYN_ACK, 'web02', 'lanclient')],
    nodes: { lvs01: told('192.168.0.223', MAC.web02) },
    isAnswered: true,
    hop: 'director-route lvs01',
    seen: /lvs01 sends what is for 192\.168\.0\.223 \(web01\) in frames to web02: .*, a permanent entry/,
  },
  {
    description: 'the real server was told another MAC for the client',
    frames: [...TO_WEB01, ...along(SYN_ACK, 'web01', 'gateway')],
    nodes: { web01: told(OWN, MAC.gateway) },
    hop: 'reply-route web01',
    seen: /web01 sends what is for 192\.168\.0\.220 \(lanclient\) in frames to gateway/,
  },
  {
    description: 'the director puts in another source with direct routing, and the answer ends there',
    frames: [
      ...TO_DIRECTOR,
      ...along(SYN.replace(OWN, '192.168.0.210'), 'lvs01', 'web01'),
      ...along(SYN_ACK.replace(OWN, '192.168.0.210'), 'web01', 'lvs01'),
    ],
    hop: 'director-snat lvs01',
    seen: /lvs01 hides 192\.168\.0\.220 from the real servers behind 192\.168\.0\.210/,
  },
  {
    description: 'a rule in the table raw counted the request on the director',
    frames: TO_DIRECTOR,
    looks: { lvs01: { ...counting('raw', DROP, 4), connections: [] } },
    after: { lvs01: counting('raw', DROP, 7) },
    hop: 'director-filter lvs01',
    seen: /iptables, table raw, chain PREROUTING: -A PREROUTING -p tcp -m tcp --dport 80 -j DROP/,
  },
  {
    description: 'a rule that drops one of three counted the request, and a page came',
    frames: ANSWERED,
    looks: { lvs01: counting('filter', RANDOM, 0) },
    after: { lvs01: counting('filter', RANDOM, 1) },
    isAnswered: true,
    hop: 'director-filter lvs01',
  },
  {
    description: 'a rule for invalid packets counted what follows the answer',
    frames: [...ANSWERED, ...along(ACK, 'lanclient', 'lvs01')],
    looks: { lvs01: counting('filter', INVALID, 2) },
    after: { lvs01: counting('filter', INVALID, 9) },
    hop: 'director-filter lvs01',
  },
  {
    description: 'a rule of nft that does not count, where the request was lost',
    frames: TO_WEB01,
    looks: { web01: { nftRuleset: NFT } },
    hop: 'server-filter web01',
    seen: /nft, table inet f, chain bad: tcp dport 80 drop/,
  },
  {
    description: 'a rule that would drop and counted nothing, where the request was lost for another reason',
    frames: TO_WEB01,
    nodes: { web01: rules('mangle', DROP) },
    looks: { web01: counting('mangle', DROP, 3) },
    hop: 'lost web01',
  },
  {
    description: 'the director rewrites the request by a rule, and IPVS knows nothing of it',
    frames: [...TO_DIRECTOR, ...along(TRANSLATED, 'lvs01', 'web01'), ...along(SYN_ACK, 'web01', 'lvs01', 'lanclient')],
    looks: { lvs01: { ...counting('nat', DNAT, 0), connections: [] } },
    after: { lvs01: counting('nat', DNAT, 1) },
    isAnswered: true,
    hop: 'bypass lvs01',
    seen: /a rule on lvs01 sends the request to 192\.168\.0\.223:80 before IPVS sees it: -t nat -A PREROUTING/,
  },
  {
    description: 'a program on the director answers',
    frames: [...TO_DIRECTOR, ...along(SYN_ACK, 'lvs01', 'lanclient')],
    looks: { lvs01: { connections: [] } },
    isAnswered: true,
    hop: 'bypass lvs01',
    seen: /lvs01 answers 192\.168\.0\.240:80 itself, and not IPVS/,
  },
  {
    description: 'the service goes by a mark that no rule sets',
    frames: [...TO_DIRECTOR, ...along(RST, 'lvs01', 'lanclient')],
    nodes: { lvs01: marked },
    looks: { lvs01: { connections: [] } },
    hop: 'firewall-mark lvs01',
  },
  {
    description: 'a rule sets another mark than the service goes by',
    frames: [...TO_DIRECTOR, ...along(RST, 'lvs01', 'lanclient')],
    nodes: { lvs01: marked },
    looks: { lvs01: { ...counting('mangle', MARK, 1), connections: [] } },
    after: { lvs01: counting('mangle', MARK, 2) },
    hop: 'firewall-mark lvs01',
    seen: /gives the request the mark 9, and its service goes by the mark 7/,
  },
  {
    description: 'the director was seen to hide the client, and servers should see it',
    frames: [
      ...TO_DIRECTOR,
      ...along(TRANSLATED.replace(OWN, '192.168.0.210'), 'lvs01', 'web01'),
      ...along(SYN_ACK, 'web01', 'lvs01', 'lanclient'),
    ],
    nodes: { lvs01: methods('nat') },
    looks: { lvs01: ruled('nat', `[4:240] ${HIDE}`) },
    after: { lvs01: ruled('nat', `[5:300] ${HIDE}`) },
    lab: BY_NAT,
    isAnswered: true,
    hop: 'director-snat lvs01',
    seen: /lvs01 hides 192\.168\.0\.220 from the real servers behind 192\.168\.0\.210: -A POSTROUTING -o eth0 -j MASQUERADE/,
  },
  {
    description: 'a server says that it does not take what is wrapped for it',
    frames: [
      ...TO_WEB01,
      ['web01', 'lvs01', `192.168.0.223 > 192.168.0.210: ICMP 192.168.0.223 protocol 47 unreachable, length 68`],
    ],
    nodes: {
      lvs01: methods('tun'),
      web01: (seen) =>
        seen.links.push({
          name: 'tunl0',
          mac: undefined,
          mtu: 1480,
          isUp: true,
          isLoopback: false,
          noArp: true,
          tunnel: 'ipip',
        }),
    },
    lab: BY_TUNNEL,
    hop: 'server-tunnel web01',
    seen: /tunl0 \(ipip\) is up, it answers ICMP 192\.168\.0\.223 protocol 47 unreachable/,
  },
  {
    description: 'a server has a device for other tunnels than those that come',
    frames: [...TO_DIRECTOR, ...along(`192.168.0.210 > 192.168.0.223: ${SYN}`, 'lvs01', 'web01')],
    nodes: {
      lvs01: methods('tun'),
      web01: (seen) =>
        seen.links.push({
          name: 'gre0',
          mac: undefined,
          mtu: 1476,
          isUp: true,
          isLoopback: false,
          noArp: true,
          tunnel: 'gre',
        }),
    },
    lab: BY_TUNNEL,
    hop: 'server-tunnel web01',
    seen: /unwraps what the director sends: gre0 \(gre\) is up$/,
  },
  {
    description: 'a server has rp_filter 2 on a tunnel device without an address',
    frames: [...TO_DIRECTOR, ...along(`192.168.0.210 > 192.168.0.223: ${SYN}`, 'lvs01', 'web01')],
    nodes: {
      lvs01: methods('tun'),
      web01: (seen) => {
        seen.links.push({
          name: 'tunl0',
          mac: undefined,
          mtu: 1480,
          isUp: true,
          isLoopback: false,
          noArp: true,
          tunnel: 'ipip',
        });
        seen.sysctls['net.ipv4.conf.tunl0.rp_filter'] = '2';
      },
    },
    after: { web01: { counters: { 'TcpExt.IPReversePathFilter': 3 } } },
    lab: BY_TUNNEL,
    hop: 'server-tunnel web01',
    seen: /web01 drops what comes out of tunl0: rp_filter is 2 there and it has no address, and the way back is another device/,
  },
  {
    description: 'a server refuses, and listens on its own address alone',
    frames: [...TO_WEB01, ...along(RST, 'web01', 'lanclient')],
    looks: { web01: { listeners: [{ address: '192.168.0.223', port: 80 }] } },
    hop: 'server-page web01',
    seen: /web01 refuses connections to 192\.168\.0\.240:80: nothing on web01 listens on 192\.168\.0\.240:80, only on 192\.168\.0\.223:80/,
  },
  {
    description: 'a server refuses, and listens on another port',
    frames: [...TO_WEB01, ...along(RST, 'web01', 'lanclient')],
    looks: {
      web01: {
        listeners: [
          { address: '0.0.0.0', port: 8080 },
          { address: '127.0.0.11', port: 33531 },
        ],
      },
    },
    hop: 'server-page web01',
    seen: /nothing on web01 listens on port 80, only on 0\.0\.0\.0:8080$/,
  },
  {
    description: 'a rule of policy routing leads the reply into a black hole',
    frames: TO_WEB01,
    routes: [BLACKHOLE],
    nodes: {
      web01: (seen) =>
        seen.routes.push(route('default', undefined, { table: '100', type: 'blackhole', device: undefined })),
    },
    looks: { web01: { routeRules: ['0:\tfrom all lookup 255', '32765:\tfrom 192.168.0.240 lookup 100'] } },
    hop: 'reply-route web01',
    seen: /web01 has no way to 192\.168\.0\.220: a route or rule of type blackhole/,
  },
  {
    description: 'the kernel of a server counted what it dropped for its way back',
    frames: TO_WEB01,
    after: { web01: { counters: { 'TcpExt.IPReversePathFilter': 3 } } },
    hop: 'lost web01',
    seen: /the request reaches web01, and web01 neither passes it on nor answers: rp_filter/,
  },
  {
    description: 'a server asks for its neighbour in vain',
    frames: TO_WEB01,
    arps: [arpLine('web01', OWN, '192.168.0.223')],
    hop: 'lost lanclient',
    seen: /web01 asks by ARP for 192\.168\.0\.220, and lanclient, which has it, does not answer/,
  },
];

describe('a director whose table has forgotten a request that ended', () => {
  it('is not taken for one that bypasses IPVS', () => {
    const row = { description: '', frames: ANSWERED, looks: { lvs01: { connections: [] } }, isAnswered: true, hop: '' };
    expect(broken(row)).to.equal(undefined);
  });
});

describe('hops of a request that was followed', () => {
  for (const row of ROWS) {
    it(`end at ${row.hop} when ${row.description}`, () => {
      const found = broken(row);
      expect(found && `${found.hop} ${found.node}`).to.equal(row.hop);
      if (row.seen) expect(found?.seen.en).to.match(row.seen);
      for (const text of [found?.seen, found?.expected, ...(found?.hints ?? [])]) {
        expect(text?.en)
          .to.be.a('string')
          .and.not.match(/undefined|\p{Script=Han}/u);
        expect(text?.zh)
          .to.be.a('string')
          .and.not.match(/undefined/);
      }
    });
  }

  it('name nothing that the packets were seen to get past', () => {
    const wrong = changed({
      web01: (seen) => (seen.addresses = seen.addresses.filter(({ address }) => address !== VIP)),
    });
    const frames = [...ANSWERED, ...along(ACK, 'lanclient', 'lvs01', 'web01')];
    const seen = withTrails({ frames, result: request() }, { snapshot: wrong });
    expect(brokenIn({ snapshot: wrong, ...seen })).to.equal(undefined);
  });

  it('blame a cache only where a request went to whom it remembers', () => {
    const snapshot = changed({
      lanclient: (seen) => (seen.neighbours = [{ address: VIP, device: 'eth0', mac: MAC.web01, states: ['STALE'] }]),
    });
    const hopOf = (frames: Seen[]): string | undefined =>
      brokenIn({ snapshot, arp: repliesOf(MAC.lvs01), ...withTrails({ frames }, { snapshot }) })?.hop;
    expect(hopOf(along(SYN, 'lanclient', 'web01'))).to.equal('remembered');
    expect(hopOf(TO_WEB01)).to.equal('lost');
  });

  it('keep what comes to a gateway apart from what comes to the director', () => {
    const snapshot = changed({});
    const seen = withTrails({ frames: [] }, { snapshot, request: FROM_WAN });
    expect(brokenIn({ snapshot, request: FROM_WAN, ...seen })).to.include({ hop: 'lost', node: 'wanclient' });
  });
});
