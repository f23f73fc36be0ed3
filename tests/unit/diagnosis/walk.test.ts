import { expect } from 'chai';
import { HOP_NAMES } from '../../../src/lab/hop-names.ts';
import { HOPS } from '../../../src/diagnosis/hops.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import type { NodeSnapshot, Snapshot } from '../../../src/probes/snapshot.ts';
import type { Frame } from '../../../src/parsers/tcpdump.ts';
import {
  ARP_ONLY,
  brokenIn,
  changed,
  FROM_LAN,
  FROM_WAN,
  hopIn,
  PING_OUT,
  repliesOf,
  route,
  rules,
  sysctl,
  VIP,
} from '../../helpers/cause.ts';
import { along, SYN, SYN_ACK, withTrails } from '../../helpers/follow.ts';
import { checkOf, LAB } from '../../helpers/judge.ts';
import { blank, takeAddress } from '../../helpers/snapshot.ts';
import { MAC, noResponse, request } from '../../helpers/wire.ts';

type Change = (seen: NodeSnapshot) => void;

const withoutVip: Change = (seen) => takeAddress(seen, VIP);
const service = (change: (one: NonNullable<NodeSnapshot['ipvs']>['services'][number]) => void): Change => {
  return (seen) => seen.ipvs?.services.forEach(change);
};
const destination = (change: object): Change =>
  service(({ destinations }) => void Object.assign(destinations[1] ?? {}, change));
const routes =
  (...added: ReturnType<typeof route>[]): Change =>
  (seen) =>
    void (seen.routes = [
      ...added,
      ...seen.routes.filter((one) => !added.some((a) => a.destination === one.destination)),
    ]);

const asked = (sender: string): Frame => ({
  time: 0,
  sourceMac: MAC.web02,
  destinationMac: 'ff:ff:ff:ff:ff:ff',
  length: 42,
  packet: { type: 'arp-request', target: '192.168.0.17', sender },
});

interface Row {
  description: string;
  nodes?: Record<string, Change>;
  change?: Parameters<typeof hopIn>[0];
  hop: string;
}

const OUT_80 = '-A PREROUTING -d 192.168.200.100/32 -i eth1 -p tcp -m tcp --dport 80 -j DNAT --to-destination';
const RIGHT_DNAT = `${OUT_80} ${VIP}`;
const wan = { request: FROM_WAN };

/** As if lvs01 should give requests a source of its own. */
const HIDDEN: Lab = {
  ...LAB,
  checks: [
    ...LAB.checks,
    checkOf({
      kind: 'trace',
      from: 'lanclient',
      director: 'lvs01',
      requests: [{ mode: 'fullnat', url: `http://${VIP}/`, servers: ['web01'], local: ['192.168.0.231'] }],
    }),
  ],
};

const TUNNELLED: Lab = {
  ...LAB,
  checks: LAB.checks.map((check) => (check.kind === 'ipvs-destinations' ? { ...check, method: 'tun' } : check)),
};

const BY_MARK = service((one) => Object.assign(one, { protocol: 'fwm', mark: 1, address: '', port: 0 }));
const AT_DIRECTOR = along(SYN, 'lanclient', 'lvs01');

const BROKEN: Row[] = [
  {
    description: 'the director has lost its own address',
    nodes: { lvs01: (seen) => takeAddress(seen, '192.168.0.210') },
    hop: 'node-address lvs01',
  },
  {
    description: 'an interface of a real server is down',
    nodes: { web02: (seen) => seen.links.forEach((link) => (link.isUp = link.isLoopback)) },
    hop: 'node-address web02',
  },
  {
    description: 'the director answers itself, and IPVS has no entry',
    change: withTrails({
      frames: [...AT_DIRECTOR, ...along(SYN_ACK, 'lvs01', 'lanclient')],
      looks: { lvs01: { connections: [] } },
    }),
    hop: 'bypass lvs01',
  },
  {
    description: 'nothing gives the request the mark of the service',
    nodes: { lvs01: BY_MARK },
    change: withTrails({ frames: AT_DIRECTOR }),
    hop: 'firewall-mark lvs01',
  },
  {
    description: 'a real server asks for segments that do not fit into the tunnel',
    change: withTrails({
      frames: [
        ...along(SYN, 'lanclient', 'lvs01', 'web01'),
        ...along(SYN_ACK.replace('win', 'options [mss 1460], win'), 'web01', 'lanclient'),
        [
          'lvs01',
          'lanclient',
          `192.168.0.210 > 192.168.0.220: ICMP ${VIP} unreachable - need to frag (mtu 1480), length 556`,
        ],
      ],
    }),
    hop: 'tunnel-mtu web01',
  },
  {
    description: 'the same, and the client heeds the ICMP error, as others do not',
    change: withTrails({
      frames: [
        ...along(SYN, 'lanclient', 'lvs01', 'web01'),
        ...along(SYN_ACK.replace('win', 'options [mss 1460], win'), 'web01', 'lanclient'),
        [
          'lvs01',
          'lanclient',
          `192.168.0.210 > 192.168.0.220: ICMP ${VIP} unreachable - need to frag (mtu 1480), length 556`,
        ],
      ],
      result: request(),
    }),
    hop: 'tunnel-mtu web01',
  },
  {
    description: 'a real server gets the request and keeps it, whyever',
    change: withTrails({ frames: along(SYN, 'lanclient', 'lvs01', 'web01') }),
    hop: 'lost web01',
  },
  {
    description: 'the director gives requests no source of its own, and should',
    change: { lab: HIDDEN },
    hop: 'director-snat lvs01',
  },
  {
    description: 'the client sends to the VIP through a router',
    nodes: { lanclient: routes(route(VIP, '192.168.0.210')) },
    hop: 'client-route lanclient',
  },
  {
    description: 'the gateway has no DNAT rule',
    nodes: { gateway: rules('nat') },
    change: wan,
    hop: 'gateway-dnat gateway',
  },
  {
    description: 'the gateway leads to one real server',
    nodes: { gateway: rules('nat', `${OUT_80} 192.168.0.223`) },
    change: wan,
    hop: 'gateway-dnat gateway',
  },
  {
    description: 'the gateway does not forward',
    nodes: { gateway: sysctl('net.ipv4.ip_forward', 0) },
    change: wan,
    hop: 'gateway-forward gateway',
  },
  {
    description: 'one interface of the gateway does not forward',
    nodes: { gateway: sysctl('net.ipv4.conf.eth1.forwarding', 0) },
    change: wan,
    hop: 'gateway-forward gateway',
  },
  {
    description: 'the gateway drops what comes from outside',
    nodes: { gateway: rules('filter', '-A FORWARD -i eth1 -p tcp -m tcp --dport 80 -j DROP') },
    change: wan,
    hop: 'gateway-forward gateway',
  },
  {
    description: 'the gateway drops new connections from inside',
    nodes: { gateway: rules('filter', '-A FORWARD -i eth0 -o eth1 -m conntrack --ctstate NEW -j DROP') },
    change: { request: PING_OUT },
    hop: 'gateway-forward gateway',
  },
  {
    description: 'the gateway does not translate the source',
    nodes: { gateway: rules('nat', RIGHT_DNAT) },
    change: { request: PING_OUT },
    hop: 'gateway-snat gateway',
  },
  {
    description: 'the gateway translates the source on the way in',
    nodes: { gateway: rules('nat', RIGHT_DNAT, '-A POSTROUTING -o eth0 -j MASQUERADE') },
    change: wan,
    hop: 'gateway-snat gateway',
  },
  {
    description: 'a real server answers ARP too',
    change: { arp: repliesOf(MAC.lvs01, MAC.web02) },
    hop: 'vip-owner web02',
  },
  {
    description: 'a machine that is no node answers ARP',
    change: { arp: repliesOf(MAC.stranger) },
    hop: 'vip-owner lanclient',
  },
  { description: 'nobody answers for a VIP that is there', change: { arp: [] }, hop: 'vip-owner lvs01' },
  {
    description: 'a machine answers nobody who asks for its own address',
    nodes: { web01: sysctl('net.ipv4.conf.all.arp_ignore', 8) },
    change: { arp: [], request: { ...ARP_ONLY, address: '192.168.0.223' } },
    hop: 'vip-owner web01',
  },
  {
    description: 'a real server has the VIP on the device that is asked, and arp_ignore is 1',
    nodes: {
      web02: (seen) =>
        seen.addresses.push({
          device: 'eth0',
          address: VIP,
          prefix: 32,
          label: 'eth0',
          family: 'inet',
          scope: 'global',
        }),
    },
    change: { arp: repliesOf(MAC.lvs01, MAC.web02) },
    hop: 'vip-owner web02',
  },
  {
    description: "the gateway's ARP cache has a real server",
    nodes: {
      gateway: (seen) => (seen.neighbours = [{ address: VIP, device: 'eth0', mac: MAC.web01, states: ['STALE'] }]),
    },
    change: wan,
    hop: 'remembered gateway',
  },
  {
    description: 'the director has no VIP',
    nodes: { lvs01: withoutVip },
    change: { arp: [] },
    hop: 'director-vip lvs01',
  },
  {
    description: 'the director drops the port',
    nodes: { lvs01: rules('filter', '-A INPUT -p tcp -m tcp --dport 80 -j DROP') },
    hop: 'director-filter lvs01',
  },
  {
    description: 'the director drops by its policy',
    nodes: { lvs01: rules('filter', ':INPUT DROP [0:0]', '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT') },
    hop: 'director-filter lvs01',
  },
  {
    description: 'the service has another port',
    nodes: { lvs01: service((one) => (one.port = 8080)) },
    hop: 'service lvs01',
  },
  {
    description: 'a service by a firewall mark of IPv6',
    nodes: {
      lvs01: service((one) => Object.assign(one, { protocol: 'fwm', mark: 1, family: 'inet6', address: '', port: 0 })),
    },
    hop: 'service lvs01',
  },
  {
    description: 'the service has another address',
    nodes: { lvs01: service((one) => (one.address = '192.168.0.241')) },
    hop: 'service lvs01',
  },
  { description: 'ip_vs is not loaded', nodes: { lvs01: (seen) => (seen.ipvs = undefined) }, hop: 'service lvs01' },
  {
    description: 'a real server has weight 0',
    nodes: { lvs01: destination({ weight: 0 }) },
    hop: 'destinations lvs01',
  },
  {
    description: 'a real server is sent to by NAT',
    nodes: { lvs01: destination({ method: 'nat' }) },
    hop: 'destinations lvs01',
  },
  {
    description: 'the director sends to a real server through the gateway',
    nodes: { lvs01: routes(route('192.168.0.224/32', '192.168.0.100')) },
    hop: 'director-route lvs01',
  },
  {
    description: 'tunnels end at a real server without a tunnel device',
    nodes: { lvs01: service(({ destinations }) => destinations.forEach((one) => (one.method = 'tun'))) },
    change: { lab: TUNNELLED },
    hop: 'server-tunnel web01',
  },
  { description: 'a real server has no VIP', nodes: { web02: withoutVip }, hop: 'server-vip web02' },
  {
    description: "a real server's mask takes the whole subnet",
    nodes: {
      web01: (seen) => {
        for (const one of seen.addresses) if (one.address === VIP) one.prefix = 24;
      },
    },
    hop: 'server-vip web01',
  },
  {
    description: 'a real server lets known clients in only, and a new one asks',
    nodes: {
      web02: rules('filter', `-A INPUT -s 192.168.0.220/32 -d ${VIP}/32 -j ACCEPT`, `-A INPUT -d ${VIP}/32 -j DROP`),
    },
    change: { source: '192.168.0.17' },
    hop: 'server-filter web02',
  },
  {
    description: 'a real server drops its replies',
    nodes: { web01: rules('filter', '-A OUTPUT -p tcp -m tcp --sport 80 -j DROP') },
    hop: 'server-filter web01',
  },
  {
    description: 'a real server refuses connections',
    change: { pages: { web01: noResponse(7), web02: request() } },
    hop: 'server-page web01',
  },
  {
    description: 'a real server has no page',
    change: { pages: { web02: request({ status: 404 }) } },
    hop: 'server-page web02',
  },
  {
    description: 'a real server answers outside through the director',
    nodes: { web01: routes(route('default', '192.168.0.210')) },
    change: wan,
    hop: 'reply-route web01',
  },
  {
    description: 'a real server has no way outside',
    nodes: { web02: (seen) => (seen.routes = seen.routes.filter((one) => one.destination !== 'default')) },
    change: wan,
    hop: 'reply-route web02',
  },
  {
    description: 'a real server answers its own subnet through the gateway',
    nodes: { web02: routes(route('192.168.0.128/25', '192.168.0.100')) },
    hop: 'reply-route web02',
  },
  {
    description: "a real server is heard to ask in the VIP's name",
    change: { frames: [asked(VIP)] },
    hop: 'reply-arp web02',
  },
  {
    description: 'the gateway drops replies',
    nodes: { gateway: rules('filter', '-A FORWARD -o eth1 -m conntrack --ctstate ESTABLISHED -j DROP') },
    change: wan,
    hop: 'reply-forward gateway',
  },
];

const UNBROKEN: Row[] = [
  {
    description: 'no entry on a director that drops entries by itself',
    nodes: { lvs01: (seen) => (seen.sysctls['net.ipv4.vs.drop_entry'] = '3') },
    change: withTrails({
      frames: [...along(SYN, 'lanclient', 'lvs01', 'web01'), ...along(SYN_ACK, 'web01', 'lanclient')],
      looks: { lvs01: { connections: [] } },
      result: request(),
    }),
    hop: '',
  },
  { description: 'from the LAN', hop: '' },
  { description: 'from outside', change: wan, hop: '' },
  { description: 'a ping from inside', change: { request: PING_OUT }, hop: '' },
  { description: 'a question by ARP', change: { request: ARP_ONLY }, hop: '' },
  {
    description: 'a service that persists for longer',
    nodes: { lvs01: service((one) => (one.persistenceSeconds = 300)) },
    hop: '',
  },
  {
    description: 'a service by firewall mark',
    nodes: { lvs01: BY_MARK },
    hop: '',
  },
  {
    description: 'a filter that lets the request through before it drops the rest',
    nodes: { lvs01: rules('filter', ':INPUT DROP [0:0]', '-A INPUT -p tcp -m multiport --dports 22,80 -j ACCEPT') },
    hop: '',
  },
  {
    description: 'no arp_announce on a real server, and nobody listened',
    nodes: {
      web01: (seen) => {
        for (const name of ['all', 'eth0']) seen.sysctls[`net.ipv4.conf.${name}.arp_announce`] = '0';
      },
    },
    hop: '',
  },
  {
    description: 'a filter that nobody can be sure of',
    nodes: {
      lvs01: rules('filter', '-A INPUT -p tcp -m tcp --dport 80 -m statistic --mode random --probability 0.5 -j DROP'),
    },
    hop: '',
  },
  {
    description: 'ARP requests in its own name, whatever the sysctl is',
    nodes: { web02: sysctl('net.ipv4.conf.all.arp_announce', 0) },
    change: { frames: [asked('192.168.0.224')] },
    hop: '',
  },
  { description: 'a server that answers too late for its page', change: { pages: { web01: noResponse(28) } }, hop: '' },
];

const hopOf = ({ nodes = {}, change = {} }: Row): string | undefined => {
  const snapshot: Snapshot = changed(nodes);
  return hopIn({ snapshot, ...change });
};

/** The same in other subnets. */
const renumber = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value).replaceAll('192.168.0.', '10.9.8.').replaceAll('192.168.200.', '172.16.5.')) as T;

describe('walking along a request', () => {
  for (const row of BROKEN) {
    it(`ends at ${row.hop} when ${row.description}`, () => {
      expect(hopOf(row)).to.equal(row.hop);
    });
  }

  for (const row of UNBROKEN) {
    it(`finds nothing broken with ${row.description}`, () => {
      expect(hopOf(row)).to.equal(undefined);
    });
  }

  it('has a hop for every name, and a test that ends at each', () => {
    expect(Object.keys(HOPS)).to.have.members([...HOP_NAMES]);
    const tested = new Set(BROKEN.map(({ hop }) => hop.split(' ')[0]));
    expect(HOP_NAMES.filter((name) => !tested.has(name))).to.deep.equal([]);
  });

  it('names the first of several', () => {
    const snapshot = changed({ web01: withoutVip, lvs01: service((one) => (one.port = 8080)) });
    expect(hopIn({ snapshot })).to.equal('service lvs01');
  });

  it('goes no further than to the owner of the VIP when the question is by ARP', () => {
    expect(hopIn({ snapshot: changed({ web01: withoutVip }), request: ARP_ONLY })).to.equal(undefined);
    expect(hopIn({ request: ARP_ONLY, arp: repliesOf(MAC.web01) })).to.equal('vip-owner web01');
  });

  it("leaves a cache to the hop that spoils it, a real server that asks in the VIP's name", () => {
    const snapshot = changed({
      lanclient: (seen) =>
        (seen.neighbours = [{ address: VIP, device: 'eth0', mac: MAC.web02, states: ['REACHABLE'] }]),
    });
    expect(hopIn({ snapshot, frames: [asked(VIP)] })).to.equal('reply-arp web02');
  });

  it('begins where a student begins: on a blank lab the director has no VIP', () => {
    expect(hopIn({ snapshot: blank(), arp: [] })).to.equal('director-vip lvs01');
  });

  it('says what is seen, what must be, and hints from a question to a command, in both languages', () => {
    const { seen, expected, evidence, hints } = brokenIn({ snapshot: changed({ web02: withoutVip }) }) ?? {};
    expect(seen?.en).to.equal(`web02 has no interface with ${VIP}`);
    expect(expected?.en).to.equal(`web02 has ${VIP}/32, on lo for example`);
    expect(evidence).to.include('web02 eth0 192.168.0.224/24');
    expect(hints?.map(({ en }) => en)).to.deep.equal([
      `A frame for ${VIP} arrives at web02: does it take the packet for its own?`,
      'The addresses and masks of web02: ip address show lo.',
      `ip address add ${VIP}/32 dev lo, after ip address del of one with another mask`,
    ]);
  });

  for (const row of BROKEN) {
    it(`says in both languages that ${row.description}`, () => {
      const broken = brokenIn({ snapshot: changed(row.nodes ?? {}), ...row.change });
      const texts = [broken?.seen, broken?.expected, ...(broken?.hints ?? [])];
      expect(texts).to.have.lengthOf(5);
      for (const text of texts) {
        expect(text?.en)
          .to.be.a('string')
          .and.not.match(/\p{Script=Han}|undefined/u);
        expect(text?.zh)
          .to.be.a('string')
          .and.not.match(/undefined/);
        for (const address of text?.en.match(/\d+(?:\.\d+){3}/g) ?? []) expect(text?.zh).to.contain(address);
      }
      expect(broken?.hints[0].en).to.match(/\?$/);
    });
  }

  it('knows the gateway by the lab alone: renumbered, the same hops are named', () => {
    for (const row of BROKEN.filter(({ change }) => !change?.frames)) {
      const seen = renumber({ snapshot: changed(row.nodes ?? {}), ...row.change });
      const change = {
        arp: repliesOf(MAC.lvs01),
        ...seen,
        lab: seen.lab ?? renumber(LAB),
        request: seen.request ?? renumber(FROM_LAN),
      };
      expect(hopIn(change), row.description).to.equal(row.hop);
    }
  });
});
