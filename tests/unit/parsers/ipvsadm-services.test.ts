import { expect } from 'chai';
import { parseServices } from '../../../src/parsers/ipvsadm-services.ts';
import { parseErrorOf, recorded } from './recordings.ts';

const TITLE = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
`;

const tunnels = (name: string) =>
  parseServices(recorded(name)).flatMap(({ destinations }) =>
    destinations.filter(({ method }) => method === 'tun').map(({ tunnel }) => tunnel),
  );

describe('parseServices', () => {
  it('gives no services when nothing was printed, as without ip_vs', () => {
    expect(parseServices('')).to.deep.equal([]);
  });

  it('gives every field of a plain service, also those that are undefined', () => {
    expect(parseServices(recorded('services-one'))[0]).to.deep.equal({
      protocol: 'tcp',
      address: '192.168.0.224',
      port: 80,
      scheduler: 'wlc',
      flags: [],
      onePacket: false,
      persistenceSeconds: undefined,
      persistenceMask: undefined,
      destinations: [
        {
          address: '192.168.0.221',
          port: 80,
          method: 'dr',
          weight: 1,
          activeConnections: 1,
          inactiveConnections: 0,
        },
        {
          address: '192.168.0.222',
          port: 80,
          method: 'dr',
          weight: 3,
          activeConnections: 1,
          inactiveConnections: 2,
        },
      ],
    });
  });

  it('finds the tunnel details only with --tun-info', () => {
    expect(tunnels('services-tun-info')).to.deep.equal(['ipip', 'gue:5555:-c', 'gre:+c', 'gue:5555:r+c', 'ipip']);
    expect(tunnels('services-all-kinds')).to.deep.equal([undefined, undefined, undefined, undefined, undefined]);
  });

  const services: { description: string; row: string; expected: Record<string, unknown> }[] = [
    {
      description: 'a firewall mark',
      row: 'FWM  7 rr',
      expected: { protocol: 'fwm', address: '', port: 0, mark: 7, scheduler: 'rr' },
    },
    {
      description: 'a firewall mark of IPv6',
      row: 'FWM  2 IPv6 rr',
      expected: { protocol: 'fwm', mark: 2, family: 'inet6', scheduler: 'rr' },
    },
    {
      description: 'an IPv6 address',
      row: 'TCP  [2001:db8::1]:80 rr',
      expected: { protocol: 'tcp', address: '2001:db8::1', port: 80 },
    },
    {
      description: 'persistence with a mask',
      row: 'TCP  192.168.0.224:80 rr persistent 360 mask 255.255.255.0',
      expected: { persistenceSeconds: 360, persistenceMask: '255.255.255.0' },
    },
    {
      description: 'persistence with a prefix length',
      row: 'TCP  [2001:db8::1]:80 rr persistent 90 mask 64',
      expected: { persistenceSeconds: 90, persistenceMask: '64' },
    },
    {
      description: 'persistence with an engine',
      row: 'UDP  192.168.0.224:5060 rr persistent 60 pe sip',
      expected: { protocol: 'udp', persistenceSeconds: 60, persistenceMask: undefined, persistenceEngine: 'sip' },
    },
    {
      description: 'scheduler flags',
      row: 'TCP  192.168.0.224:443 sh (sh-fallback,sh-port)',
      expected: { scheduler: 'sh', flags: ['sh-fallback', 'sh-port'], onePacket: false },
    },
    {
      description: 'one-packet scheduling after flags and persistence',
      row: 'UDP  192.168.0.224:53 rr (flag-1) persistent 30 ops',
      expected: { flags: ['flag-1', 'ops'], onePacket: true, persistenceSeconds: 30 },
    },
    {
      description: 'SCTP',
      row: 'SCTP 192.168.0.224:3868 wrr',
      expected: { protocol: 'sctp', address: '192.168.0.224', port: 3868, scheduler: 'wrr' },
    },
  ];
  for (const { description, row, expected } of services) {
    it(`reads ${description}`, () => {
      const read = parseServices(`${TITLE}${row}\n`);
      expect(read).to.have.length(1);
      expect(read[0]).to.include.keys(Object.keys(expected));
      expect(read[0]).to.deep.include(expected);
    });
  }

  const methods = [
    { forward: 'Route', method: 'dr' },
    { forward: 'Masq', method: 'nat' },
    { forward: 'Tunnel', method: 'tun' },
    { forward: 'Local', method: 'local' },
  ];
  for (const { forward, method } of methods) {
    it(`calls ${forward} ${method}`, () => {
      const text = `${TITLE}TCP  192.168.0.224:80 rr\n  -> 127.0.0.1:80   ${forward}   1      2          3\n`;
      expect(parseServices(text)[0]?.destinations).to.deep.equal([
        { address: '127.0.0.1', port: 80, method, weight: 1, activeConnections: 2, inactiveConnections: 3 },
      ]);
    });
  }

  const malformed = [
    { description: 'a destination before any service', row: '  -> 192.168.0.221:80 Route 1 0 0' },
    { description: 'a service that was cut', row: 'TCP  192.168.0.2' },
    { description: 'a service without scheduler', row: 'TCP  192.168.0.224:80' },
    { description: 'an address that is none', row: 'TCP  192.168.0.256:80 rr' },
    { description: 'a port that is none', row: 'TCP  192.168.0.224:65536 rr' },
    { description: 'a protocol that is none', row: 'ICMP 192.168.0.224:80 rr' },
    { description: 'a mark that is no number', row: 'FWM  one rr' },
    { description: 'a word after the settings', row: 'TCP  192.168.0.224:80 rr sticky' },
    { description: 'flags that are not closed', row: 'TCP  192.168.0.224:80 sh (sh-port' },
    { description: 'counters of --stats', row: 'TCP  192.168.0.224:80   13       67        1     4374       40' },
    { description: 'an error of ipvsadm', row: "Can't initialize ipvs: Protocol not available" },
  ];
  for (const { description, row } of malformed) {
    it(`refuses ${description}`, () => {
      const error = parseErrorOf(() => parseServices(`${TITLE}${row}\n`));
      expect(error).to.include({ what: 'a row of ipvsadm -Ln', line: 4, text: row.trim() });
    });
  }

  const malformedDestinations = [
    { description: 'an unknown method', row: '-> 192.168.0.221:80 Bypass 1 0 0' },
    { description: 'a count too few', row: '-> 192.168.0.221:80 Route 1 0' },
    { description: 'a count too many', row: '-> 192.168.0.221:80 Route n/a 1 0 0 0' },
    { description: 'a count that is no number', row: '-> 192.168.0.221:80 Route 1 0 x' },
    { description: 'no address', row: '->' },
  ];
  for (const { description, row } of malformedDestinations) {
    it(`refuses a destination with ${description}`, () => {
      const error = parseErrorOf(() => parseServices(`${TITLE}TCP  192.168.0.224:80 rr\n${row}\n`));
      expect(error).to.include({ line: 5, text: row });
    });
  }
});
