import { expect } from 'chai';
import * as fc from 'fast-check';
import { showEndpoint, type Endpoint } from '../../../src/parsers/endpoint.ts';
import { parseConnections, type Connection } from '../../../src/parsers/ipvsadm-connections.ts';
import { parseSaved } from '../../../src/parsers/ipvsadm-saved.ts';
import {
  parsePersistence,
  parseServices,
  parseThresholds,
  type Destination,
  type VirtualService,
} from '../../../src/parsers/ipvsadm-services.ts';
import { cases } from '../../helpers/fuzz.ts';
import { parseErrorOf, recorded } from './recordings.ts';

const address4 = fc.ipV4();
const address6 = fc.constantFrom('::', '::1', '2001:db8::224', 'fe80::42:c0ff:fea8:d2', '::ffff:192.0.2.1', '0:6::');
const port = fc.integer({ min: 0, max: 65535 });
const count = fc.nat();
const endpoint: fc.Arbitrary<Endpoint> = fc.record({ address: fc.oneof(address4, address6), port });

const TUNNELS = ['ipip', 'gue:5555:-c', 'gue:6080:+c', 'gue:1:r+c', 'gre:-c', 'gre:+c', 'gre:r+c'];
const counts = { weight: count, activeConnections: count, inactiveConnections: count };
const destination: fc.Arbitrary<Destination> = fc
  .tuple(
    endpoint,
    fc.oneof(
      fc.record({ method: fc.constantFrom('dr' as const, 'nat' as const) }),
      fc.record({ method: fc.constant('tun' as const), tunnel: fc.constantFrom(...TUNNELS) }),
    ),
    fc.record(counts),
  )
  .map(([place, how, numbers]) => ({ ...place, ...how, ...numbers }));

const name = fc.oneof(
  fc.record({ protocol: fc.constantFrom('tcp' as const, 'udp' as const, 'sctp' as const), address: address4, port }),
  fc.record({ protocol: fc.constantFrom('tcp' as const, 'udp' as const, 'sctp' as const), address: address6, port }),
  fc.nat().map((mark) => ({ protocol: 'fwm' as const, address: '', port: 0, mark })),
  fc.nat().map((mark) => ({ protocol: 'fwm' as const, address: '', port: 0, mark, family: 'inet6' as const })),
);
const scheduler = fc.constantFrom(
  { scheduler: 'rr', flags: [] as string[] },
  { scheduler: 'wlc', flags: [] as string[] },
  { scheduler: 'sh', flags: ['sh-fallback', 'sh-port'] as string[] },
  { scheduler: 'mh', flags: ['mh-port'] as string[] },
  { scheduler: 'rr', flags: ['flag-1', 'flag-3'] as string[] },
);
const persistence = fc.oneof(
  fc.constant({ persistenceSeconds: undefined, persistenceMask: undefined }),
  fc.record({ persistenceSeconds: count, persistenceMask: fc.constantFrom(undefined, '255.255.255.0', '64') }),
  fc.record({
    persistenceSeconds: count,
    persistenceMask: fc.constantFrom(undefined, '255.255.0.0'),
    persistenceEngine: fc.constant('sip'),
  }),
);
const service: fc.Arbitrary<VirtualService> = fc
  .tuple(name, scheduler, persistence, fc.boolean(), fc.array(destination, { maxLength: 3 }))
  .map(([named, { flags, ...by }, sticky, onePacket, destinations]) => ({
    ...named,
    ...by,
    flags: onePacket ? [...flags, 'ops'] : flags,
    onePacket,
    ...sticky,
    destinations,
  }));

const METHODS = { dr: 'Route', nat: 'Masq', tun: 'Tunnel', local: 'Local' };
const TITLE = 'IP Virtual Server version 1.2.1 (size=4096)\n';
const plainFlags = ({ flags }: VirtualService): string[] => flags.filter((flag) => flag !== 'ops');

function printName({ protocol, mark, family, ...place }: VirtualService): string {
  if (protocol === 'fwm') return `FWM  ${mark}${family === undefined ? '' : ' IPv6'}`;
  return `${protocol.toUpperCase().padEnd(4)} ${showEndpoint(place)}`;
}

function printService(one: VirtualService): string {
  const flags = plainFlags(one);
  const { persistenceSeconds: seconds, persistenceMask: mask, persistenceEngine: engine } = one;
  const persistent = seconds === undefined ? '' : ` persistent ${seconds}`;
  const rest = `${mask === undefined ? '' : ` mask ${mask}`}${engine === undefined ? '' : ` pe ${engine}`}`;
  const shown = flags.length === 0 ? '' : ` (${flags.join(',')})`;
  return `${printName(one)} ${one.scheduler}${shown}${persistent}${rest}${one.onePacket ? ' ops' : ''}\n`;
}

const cell = (value: string | number, width: number): string => String(value).padEnd(width);

/** As print_service_entry of ipvsadm 1.31 does: `%-28s %-7s %-13s %-6d %-10u %-10u`, `%-10u` and `%-9u %-11u`. */
const printTable = (services: VirtualService[], title: string, columns: (to: Destination) => string): string =>
  `${TITLE}${title}${services
    .map(
      (one) =>
        printService(one) +
        one.destinations.map((to) => `  -> ${cell(showEndpoint(to), 28)} ${columns(to)}\n`).join(''),
    )
    .join('')}`;

const printActivity = (to: Destination): string =>
  `${cell(to.activeConnections, 10)} ${cell(to.inactiveConnections, 10)}`;
const printServices = (services: VirtualService[]): string =>
  printTable(
    services,
    'Prot LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn\n',
    (to) => `${cell(METHODS[to.method], 7)} ${cell(to.tunnel ?? 'n/a', 13)} ${cell(to.weight, 6)} ${printActivity(to)}`,
  );
const THRESHOLDS =
  'Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn \n  -> RemoteAddress:Port\n';
const PERSISTENCE =
  'Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn \n  -> RemoteAddress:Port\n';

const SWITCHES = { dr: '-g', nat: '-m', tun: '-i', local: '-g' };
const PROTOCOLS = { tcp: '-t', udp: '-u', sctp: '--sctp-service', fwm: '-f' };
const SUMS: Record<string, string> = { '-c': '--tun-nocsum', '+c': '--tun-csum', 'r+c': '--tun-remcsum' };

function printTunnel(tunnel: string | undefined): string {
  if (tunnel === undefined) return '';
  const [type, ...rest] = tunnel.split(':');
  const sum = SUMS[rest.at(-1) ?? ''];
  return ` --tun-type ${type}${type === 'gue' ? ` --tun-port ${rest[0]}` : ''}${sum === undefined ? '' : ` ${sum}`}`;
}

function printSaved(one: VirtualService): string {
  const { protocol, mark, family, persistenceSeconds, persistenceMask, persistenceEngine } = one;
  const place = protocol === 'fwm' ? `${mark}${family === undefined ? '' : ' -6'}` : showEndpoint(one);
  const named = `${PROTOCOLS[protocol]} ${place}`;
  const flags = plainFlags(one);
  const options = [
    ...(persistenceSeconds === undefined ? [] : [`-p ${persistenceSeconds}`]),
    ...(persistenceMask === undefined ? [] : [`-M ${persistenceMask}`]),
    ...(persistenceEngine === undefined ? [] : [`--pe ${persistenceEngine}`]),
    ...(flags.length === 0 ? [] : [`-b ${flags.join(',')}`]),
    ...(one.onePacket ? ['-o'] : []),
  ];
  const servers = one.destinations.map(
    (to) => `-a ${named} -r ${showEndpoint(to)} ${SWITCHES[to.method]} -w ${to.weight}${printTunnel(to.tunnel)}\n`,
  );
  return `-A ${named} -s ${[one.scheduler, ...options].join(' ')}\n${servers.join('')}`;
}

const asSaved = (services: VirtualService[]): unknown =>
  services.map(({ destinations, ...one }) => ({
    ...one,
    destinations: destinations.map(({ activeConnections: _active, inactiveConnections: _inactive, ...to }) => to),
  }));

const STATES = [
  'NONE',
  'ESTABLISHED',
  'SYN_RECV',
  'FIN_WAIT',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'UDP',
  'INIT1',
  'ASSURED',
];
const connection: fc.Arbitrary<Connection> = fc
  .record({
    protocol: fc.constantFrom('TCP', 'UDP', 'SCTP', 'IP'),
    expiresSeconds: fc.nat(1_000_000),
    state: fc.constantFrom(...STATES),
    client: endpoint,
    virtual: endpoint,
    destination: endpoint,
    persistence: fc.option(fc.record({ engine: fc.constant('sip'), data: fc.stringMatching(/^[\w@.-]{1,40}$/) })),
  })
  .map(({ persistence: data, ...row }) => (data ? { ...row, persistence: data } : row));

const two = (value: number): string => String(value).padStart(2, '0');

function printConnection({
  protocol,
  expiresSeconds,
  state,
  client,
  virtual,
  destination: to,
  persistence: pe,
}: Connection): string {
  const expires = `${two(Math.floor(expiresSeconds / 60))}:${two(expiresSeconds % 60)}`;
  const places = `${cell(showEndpoint(client), 18)} ${cell(showEndpoint(virtual), 18)} ${cell(showEndpoint(to), 16)}`;
  return `${cell(protocol, 3)} ${cell(expires, 6)} ${cell(state, 11)} ${places}${pe ? ` ${cell(pe.engine, 18)} ${pe.data}` : ''}\n`;
}

const services = fc.array(service, { maxLength: 4 });

describe('what ipvsadm prints of any table', () => {
  it('is that table, from -Ln --tun-info', () => {
    fc.assert(
      fc.property(services, (table) => {
        expect(parseServices(printServices(table))).to.deep.equal(table);
      }),
      cases(200),
    );
  });

  it('is that table, from -S -n', () => {
    fc.assert(
      fc.property(services, (table) => {
        expect(parseSaved(table.map(printSaved).join(''))).to.deep.equal(asSaved(table));
      }),
      cases(200),
    );
  });

  it('is that table, from --thresholds and --persistent-conn, and neither for the other', () => {
    fc.assert(
      fc.property(services, (table) => {
        const upper = printTable(
          table,
          THRESHOLDS,
          (to) => `${cell(to.weight, 10)} ${cell(7, 10)} ${printActivity(to)}`,
        );
        const persistent = printTable(
          table,
          PERSISTENCE,
          (to) => `${cell(to.weight, 9)} ${cell(7, 11)} ${printActivity(to)}`,
        );
        const of = table.flatMap(({ destinations }) => destinations);
        const limits = parseThresholds(upper).flatMap(({ destinations }) => destinations);
        expect(limits.map((one) => [one.upper, one.lower])).to.deep.equal(of.map(({ weight }) => [weight, 7]));
        const kept = parsePersistence(persistent).flatMap(({ destinations }) => destinations);
        expect(kept.map((one) => one.persistentConnections)).to.deep.equal(of.map(() => 7));
        expect(parseErrorOf(() => parsePersistence(upper)).line).to.equal(2);
        expect(parseErrorOf(() => parseThresholds(persistent)).line).to.equal(2);
        expect(parseErrorOf(() => parseServices(upper)).line).to.equal(2);
      }),
      cases(100),
    );
  });

  it('is those connections, from -Lnc', () => {
    fc.assert(
      fc.property(fc.array(connection, { maxLength: 6 }), (table) => {
        const title =
          'IPVS connection entries\npro expire state       source             virtual            destination\n';
        expect(parseConnections(title + table.map(printConnection).join(''))).to.deep.equal(table);
      }),
      cases(200),
    );
  });
});

const order = (table: VirtualService[]): unknown[] =>
  table
    .map((one) => ({ ...one, destinations: one.destinations.toSorted((a, b) => (a.address < b.address ? -1 : 1)) }))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

describe('recordings of one table', () => {
  it('say the same, saved and listed', () => {
    expect(
      parseSaved(recorded('saved')).map((one) => ({ ...one, destinations: one.destinations.length })),
    ).to.deep.equal(
      parseServices(recorded('services-tunnels')).map((one) => ({ ...one, destinations: one.destinations.length })),
    );
    const listed = parseServices(recorded('services-tunnels'));
    expect(asSaved(listed)).to.deep.equal(parseSaved(recorded('saved')));
  });

  it('say the same, sorted and not', () => {
    expect(order(parseServices(recorded('services-nosort')))).to.deep.equal(
      order(parseServices(recorded('services-whole'))),
    );
  });

  it('are refused with names where numbers are meant', () => {
    expect(parseErrorOf(() => parseServices(recorded('services-names'))).line).to.equal(4);
    expect(parseErrorOf(() => parseSaved(recorded('saved-names'))).line).to.equal(1);
    expect(parseErrorOf(() => parseConnections(recorded('connections-names'))).line).to.equal(3);
  });
});

describe('parseSaved', () => {
  const wrong = [
    { description: 'a server before any service', text: '-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 1' },
    { description: 'another command', text: '-D -t 10.0.0.1:80' },
    { description: 'no scheduler', text: '-A -t 10.0.0.1:80' },
    { description: 'two protocols', text: '-A -t 10.0.0.1:80 -u 10.0.0.1:80 -s rr' },
    { description: 'an option that comes twice', text: '-A -t 10.0.0.1:80 -s rr -s wrr' },
    { description: 'an option without its word', text: '-A -t 10.0.0.1:80 -s' },
    { description: 'an option that is not known', text: '-A -t 10.0.0.1:80 -s rr --sticky' },
    { description: 'an address with -6', text: '-A -t 10.0.0.1:80 -6 -s rr' },
    { description: 'a time that is none', text: '-A -t 10.0.0.1:80 -s rr -p x' },
  ];
  for (const { description, text } of wrong) {
    it(`refuses ${description}`, () => {
      expect(parseErrorOf(() => parseSaved(text))).to.include({ line: 1, text, what: 'a line of ipvsadm -S' });
    });
  }

  const wrongServers = [
    { description: 'a server of another service', text: '-a -t 10.0.0.9:80 -r 10.0.0.2:80 -g -w 1' },
    { description: 'two methods', text: '-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -m -w 1' },
    { description: 'no weight', text: '-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g' },
    { description: 'a tunnel of another method', text: '-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 1 --tun-type ipip' },
    { description: 'gue without a port', text: '-a -t 10.0.0.1:80 -r 10.0.0.2:80 -i -w 1 --tun-type gue --tun-csum' },
    { description: 'an unknown tunnel', text: '-a -t 10.0.0.1:80 -r 10.0.0.2:80 -i -w 1 --tun-type x --tun-csum' },
  ];
  for (const { description, text } of wrongServers) {
    it(`refuses ${description}`, () => {
      expect(parseErrorOf(() => parseSaved(`-A -t 10.0.0.1:80 -s rr\n${text}\n`)).line).to.equal(2);
    });
  }
});
