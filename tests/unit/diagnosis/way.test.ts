import { expect } from 'chai';
import { routersBetween } from '../../../src/diagnosis/topology.ts';
import { walk } from '../../../src/diagnosis/walk.ts';
import { wayOf, type Way } from '../../../src/diagnosis/way.ts';
import type { Request } from '../../../src/lab/checks/common.ts';
import { findNode, type Lab } from '../../../src/lab/lab.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import type { NodeSnapshot, Snapshot } from '../../../src/probes/snapshot.ts';
import { FROM_LAN, FROM_WAN, PING_OUT, route, rules } from '../../helpers/cause.ts';
import { LAB } from '../../helpers/judge.ts';

/** NAT: clients outside, real servers inside, two directors between them that share a VIP outside. */
const NAT_LAB = `
title: { zh: 网络地址转换, en: NAT }
teaches: { zh: 网络地址转换, en: NAT }
minutes: 10
vars: { vip: 10.1.0.50 }
networks: { out: 10.1.0.0/24, in: 10.2.0.0/24 }
nodes:
  lb1: { role: director, addresses: { out: 10.1.0.1, in: 10.2.0.1 } }
  lb2: { role: director, addresses: { out: 10.1.0.2, in: 10.2.0.2 } }
  rs1: { role: real-server, addresses: { in: 10.2.0.11 }, gateway: 10.2.0.1 }
  client: { role: client, addresses: { out: 10.1.0.9 } }
steps:
  - id: all
    title: { zh: 全部, en: All }
    by: student
    commands: [{ node: lb1, run: 'true' }]
    checks: [d1, d2, page]
checks:
  - &d1
    id: d1
    title: { zh: 一, en: One }
    kind: ipvs-destinations
    node: lb1
    service: { address: '\${vip}', port: 80 }
    method: nat
    destinations: [{ address: 10.2.0.11, port: 8080 }]
  - { <<: *d1, id: d2, node: lb2 }
  - { id: page, title: { zh: 页, en: Page }, kind: http, from: client, url: 'http://\${vip}/', bodies: [rs1] }
`;

function natLab(written = NAT_LAB): Lab {
  const parsed = parseLab('nat', written);
  if ('lab' in parsed) return parsed.lab;
  throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
}

const shown = ({ routers, target, port, directors, servers, replyTo, source }: Way) => ({
  source,
  routers: routers.map(({ name }) => name),
  target,
  port,
  directors,
  servers: servers.map(({ node, port: at }) => `${node.name}:${at}`),
  replyTo,
});

const ASKED: Request = { from: 'client', address: '10.1.0.50', protocol: 'tcp', port: 80 };

const seenNode = (
  mac: string,
  addresses: Record<string, string>,
  change: Partial<NodeSnapshot> = {},
): NodeSnapshot => ({
  links: Object.keys(addresses).map((name) => ({
    name,
    mac,
    mtu: 1500,
    isUp: true,
    isLoopback: false,
    noArp: false,
  })),
  addresses: Object.entries(addresses).map(([device, address]) => ({
    device,
    address,
    prefix: 24,
    label: device,
    family: 'inet',
    scope: 'global',
  })),
  routes: Object.entries(addresses).map(([device, address]) =>
    route(address.replace(/\d+$/, '0/24'), undefined, { device }),
  ),
  neighbours: [],
  sysctls: { 'net.ipv4.ip_forward': '1' },
  ipvs: undefined,
  rules: [],
  policies: [],
  nftRuleset: '',
  ...change,
});

const ipvs = (): NonNullable<NodeSnapshot['ipvs']> => ({
  timeouts: { tcpSeconds: 900, tcpFinSeconds: 120, udpSeconds: 300 },
  services: [
    {
      protocol: 'tcp',
      address: '10.1.0.50',
      port: 80,
      scheduler: 'rr',
      flags: [],
      onePacket: false,
      persistenceSeconds: undefined,
      persistenceMask: undefined,
      destinations: [
        {
          address: '10.2.0.11',
          port: 8080,
          method: 'nat',
          weight: 1,
          activeConnections: 0,
          inactiveConnections: 0,
        },
      ],
    },
  ],
});

/** lb1 has the VIP, lb2 waits. */
function right(): Snapshot {
  const lb1 = seenNode('02:42:0a:01:00:01', { eth0: '10.1.0.1', eth1: '10.2.0.1' }, { ipvs: ipvs() });
  lb1.addresses.push({
    device: 'eth0',
    address: '10.1.0.50',
    prefix: 32,
    label: 'eth0',
    family: 'inet',
    scope: 'global',
  });
  const rs1 = seenNode('02:42:0a:02:00:0b', { eth1: '10.2.0.11' });
  rs1.routes.push(route('default', '10.2.0.1', { device: 'eth1' }));
  return {
    lb1,
    lb2: seenNode('02:42:0a:01:00:02', { eth0: '10.1.0.2', eth1: '10.2.0.2' }),
    rs1,
    client: seenNode('02:42:0a:01:00:09', { eth0: '10.1.0.9' }),
  };
}

/** lb1 wraps up, lb2 routes, rs1 unwraps. */
function tunnels(): Snapshot {
  const { rs1, lb1, ...others } = right();
  if (!rs1 || !lb1) throw new Error('not there');
  for (const service of lb1.ipvs?.services ?? []) for (const one of service.destinations) one.method = 'tun';
  lb1.routes = [...lb1.routes.filter(({ device }) => device === 'eth0'), route('default', '10.1.0.2')];
  rs1.routes = rs1.routes.map((one) => (one.destination === 'default' ? { ...one, via: '10.2.0.2' } : one));
  rs1.links.push({ name: 'tunl0', mac: undefined, mtu: 1480, isUp: true, isLoopback: false, noArp: true });
  rs1.addresses.push({
    device: 'tunl0',
    address: '10.1.0.50',
    prefix: 32,
    label: 'tunl0',
    family: 'inet',
    scope: 'global',
  });
  rs1.sysctls = {
    'net.ipv4.conf.all.rp_filter': '0',
    'net.ipv4.conf.tunl0.rp_filter': '0',
    'net.ipv4.conf.all.arp_announce': '2',
    'net.ipv4.conf.eth1.arp_announce': '0',
  };
  return { rs1, lb1, ...others };
}

const ends = (
  change: (seen: Record<string, NodeSnapshot>) => void,
  lab = natLab(),
  snapshot = right(),
): string | undefined => {
  change(snapshot);
  const arp = [{ mac: '02:42:0a:01:00:01', address: '10.1.0.50', index: 0 }];
  const broken = walk({ lab, snapshot, way: wayOf(lab, ASKED), arp, pages: {}, frames: undefined });
  return broken && `${broken.hop} ${broken.node}`;
};

describe('the way of a request', () => {
  const rows: { description: string; lab: Lab; request: Request; way: ReturnType<typeof shown> }[] = [
    {
      description: 'from the LAN goes straight to the VIP',
      lab: LAB,
      request: FROM_LAN,
      way: {
        source: '192.168.0.220',
        routers: [],
        target: '192.168.0.240',
        port: 80,
        directors: ['lvs01'],
        servers: ['web01:80', 'web02:80'],
        replyTo: '192.168.0.220',
      },
    },
    {
      description: 'from outside is translated by the gateway, which keeps the source',
      lab: LAB,
      request: FROM_WAN,
      way: {
        source: '192.168.200.200',
        routers: ['gateway'],
        target: '192.168.0.240',
        port: 80,
        directors: ['lvs01'],
        servers: ['web01:80', 'web02:80'],
        replyTo: '192.168.200.200',
      },
    },
    {
      description: 'to the outside is answered to the address of the gateway',
      lab: LAB,
      request: PING_OUT,
      way: {
        source: '192.168.0.220',
        routers: ['gateway'],
        target: '192.168.200.200',
        port: undefined,
        directors: [],
        servers: ['wanclient:undefined'],
        replyTo: '192.168.200.100',
      },
    },
    {
      description: 'of a lab with two directors and NAT has both, and the port of the server',
      lab: natLab(),
      request: ASKED,
      way: {
        source: '10.1.0.9',
        routers: [],
        target: '10.1.0.50',
        port: 80,
        directors: ['lb1', 'lb2'],
        servers: ['rs1:8080'],
        replyTo: '10.1.0.9',
      },
    },
  ];
  for (const { description, lab, request, way } of rows) {
    it(description, () => expect(shown(wayOf(lab, request))).to.deep.equal(way));
  }

  it('is not looked for for ever where routers point at each other', () => {
    const lab: Lab = {
      ...LAB,
      nodes: LAB.nodes.map((node) => (node.name === 'gateway' ? { ...node, gateway: '192.168.0.210' } : node)),
    };
    const client = findNode(lab, 'lanclient');
    expect(client && routersBetween(lab, client, '8.8.8.8').map(({ name }) => name)).to.deep.equal([
      'gateway',
      'lvs01',
      'gateway',
    ]);
  });

  describe('in a lab with NAT and two directors', () => {
    it('needs no VIP on the real server, and no second director with one', () => {
      expect(ends(() => {})).to.equal(undefined);
    });

    const faults: { description: string; change: (seen: Record<string, NodeSnapshot>) => void; hop: string }[] = [
      {
        description: 'the director does not forward the replies',
        change: ({ lb1 }) => lb1 && (lb1.sysctls = { 'net.ipv4.ip_forward': '0' }),
        hop: 'reply-forward lb1',
      },
      {
        description: 'the real server answers past the director',
        change: ({ rs1 }) => rs1?.routes.forEach((one) => one.destination === 'default' && (one.via = '10.2.0.99')),
        hop: 'reply-route rs1',
      },
      {
        description: 'the service of the director that has the VIP is on the other one',
        change: (seen) => {
          if (seen['lb1']) seen['lb1'].ipvs = undefined;
          if (seen['lb2']) seen['lb2'].ipvs = ipvs();
        },
        hop: 'service lb1',
      },
    ];
    for (const { description, change, hop } of faults) {
      it(`ends at ${hop} when ${description}`, () => expect(ends(change)).to.equal(hop));
    }
  });

  describe('in a lab with tunnels through a router', () => {
    const tunLab = natLab(
      NAT_LAB.replace('method: nat', 'method: tun')
        .replace(
          'role: director, addresses: { out: 10.1.0.1, in: 10.2.0.1 }',
          'role: director, addresses: { out: 10.1.0.1 }, gateway: 10.1.0.2',
        )
        .replace('lb2: { role: director', 'lb2: { role: gateway')
        .replace('in: 10.2.0.11 }, gateway: 10.2.0.1', 'in: 10.2.0.11 }, gateway: 10.2.0.2')
        .replace('out: 10.1.0.9 }', 'out: 10.1.0.9 }, gateway: 10.1.0.2')
        .replace('  - { <<: *d1, id: d2, node: lb2 }\n', '')
        .replace('[d1, d2, page]', '[d1, page]'),
    );
    it('needs all that tunnels need', () => expect(ends(() => {}, tunLab, tunnels())).to.equal(undefined));

    const faults: { description: string; change: (seen: Record<string, NodeSnapshot>) => void; hop: string }[] = [
      {
        description: 'no tunnel device is up, though the VIP is there',
        change: ({ rs1 }) => {
          rs1?.links.pop();
          rs1?.addresses.forEach((one) => one.device === 'tunl0' && (one.device = 'eth1'));
        },
        hop: 'server-tunnel rs1',
      },
      {
        description: 'rp_filter is strict on the tunnel, by the larger value',
        change: ({ rs1 }) => rs1 && (rs1.sysctls['net.ipv4.conf.all.rp_filter'] = '1'),
        hop: 'server-tunnel rs1',
      },
      {
        description: 'the router drops IP in IP',
        change: ({ lb2 }) => lb2 && rules('filter', '-A FORWARD -p 4 -j DROP')(lb2),
        hop: 'director-route lb2',
      },
      {
        description: 'the router drops what comes from the VIP',
        change: ({ lb2 }) => lb2 && rules('filter', '-A FORWARD -i eth1 -s 10.1.0.50/32 -j DROP')(lb2),
        hop: 'reply-forward lb2',
      },
    ];
    for (const { description, change, hop } of faults) {
      it(`ends at ${hop} when ${description}`, () => expect(ends(change, tunLab, tunnels())).to.equal(hop));
    }
  });

  describe('through a director that puts its own address in as the source', () => {
    const traced = `
  - id: full
    title: { zh: 全, en: Full }
    kind: trace
    from: client
    director: lb1
    requests: [{ mode: fullnat, url: 'http://\${vip}/', servers: [rs1], local: [10.2.0.31, 10.2.0.32] }]
`;
    const fullLab = natLab(
      NAT_LAB.replace(', gateway: 10.2.0.1 }', ' }').replace('[d1, d2, page]', '[d1, d2, page, full]') +
        traced.slice(1),
    );
    const SNAT = '-A POSTROUTING -m ipvs --vaddr 10.1.0.50 -j SNAT --to-source 10.2.0.31-10.2.0.32';

    function full(): Snapshot {
      const { rs1, lb1, ...others } = right();
      if (!rs1 || !lb1) throw new Error('not there');
      rs1.routes = rs1.routes.filter(({ destination }) => destination !== 'default');
      lb1.sysctls['net.ipv4.vs.conntrack'] = '1';
      for (const address of ['10.2.0.31', '10.2.0.32']) {
        lb1.addresses.push({ device: 'eth1', address, prefix: 32, label: 'eth1', family: 'inet', scope: 'global' });
      }
      rules('nat', SNAT)(lb1);
      return { rs1, lb1, ...others };
    }

    it('is answered to that address', () => {
      const { replyTo, fullNat } = wayOf(fullLab, ASKED);
      expect(replyTo).to.equal('10.2.0.31');
      expect(fullNat?.director.name).to.equal('lb1');
    });

    it('needs no route back of the real servers', () => {
      expect(ends(() => {}, fullLab, full())).to.equal(undefined);
    });

    const fine = [
      { description: 'MASQUERADE', rule: '-A POSTROUTING -d 10.2.0.11/32 -j MASQUERADE' },
      { description: 'one address of the pool', rule: '-A POSTROUTING -o eth1 -j SNAT --to-source 10.2.0.32' },
    ];
    for (const { description, rule } of fine) {
      it(`goes on with ${description}`, () => {
        expect(ends(({ lb1 }) => lb1 && rules('nat', rule)(lb1), fullLab, full())).to.equal(undefined);
      });
    }

    const faults: { description: string; change: (seen: Record<string, NodeSnapshot>) => void; hop: string }[] = [
      {
        description: 'the nat table does not see the packets of IPVS',
        change: ({ lb1 }) => lb1 && (lb1.sysctls['net.ipv4.vs.conntrack'] = '0'),
        hop: 'director-snat lb1',
      },
      {
        description: 'there is no rule',
        change: ({ lb1 }) => lb1 && rules('nat')(lb1),
        hop: 'director-snat lb1',
      },
      {
        description: 'the rule is for other destinations',
        change: ({ lb1 }) => lb1 && rules('nat', SNAT.replace('-m', '-d 10.2.0.12/32 -m'))(lb1),
        hop: 'director-snat lb1',
      },
      {
        description: 'the rule gives addresses of another pool',
        change: ({ lb1 }) => lb1 && rules('nat', SNAT.replace(/10\.2\.0\.31-.*/, '10.2.0.41-10.2.0.42'))(lb1),
        hop: 'director-snat lb1',
      },
      {
        description: 'the director lacks an address of the pool',
        change: ({ lb1 }) => void lb1?.addresses.pop(),
        hop: 'director-snat lb1',
      },
      {
        description: 'the real server drops what comes from the pool',
        change: ({ rs1 }) => rs1 && rules('filter', '-A INPUT -s 10.2.0.31/32 -j DROP')(rs1),
        hop: 'server-filter rs1',
      },
      {
        description: 'the director drops what comes from the client',
        change: ({ lb1 }) => lb1 && rules('filter', '-A INPUT -i eth0 -s 10.1.0.9/32 -j DROP')(lb1),
        hop: 'director-filter lb1',
      },
      {
        description: 'the director does not forward',
        change: ({ lb1 }) => lb1 && (lb1.sysctls['net.ipv4.ip_forward'] = '0'),
        hop: 'reply-forward lb1',
      },
    ];
    for (const { description, change, hop } of faults) {
      it(`ends at ${hop} when ${description}`, () => expect(ends(change, fullLab, full())).to.equal(hop));
    }
  });
});
