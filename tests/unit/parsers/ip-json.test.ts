import { expect } from 'chai';
import { parseAddresses, parseLinks, parseNeighbours, parseRoutes } from '../../../src/parsers/ip-json.ts';
import { parseErrorOf, recorded } from './recordings.ts';

const PARSERS = [
  { name: 'parseLinks', parse: parseLinks, recording: 'ip-links' },
  { name: 'parseAddresses', parse: parseAddresses, recording: 'ip-addresses' },
  { name: 'parseRoutes', parse: parseRoutes, recording: 'ip-routes' },
  { name: 'parseNeighbours', parse: parseNeighbours, recording: 'ip-neighbours' },
];

for (const { name, parse, recording } of PARSERS) {
  describe(name, () => {
    for (const text of ['', '\n', '[]', '[ ]\n', '[{},{}]']) {
      it(`gives nothing for ${JSON.stringify(text)}`, () => {
        expect(parse(text)).to.deep.equal([]);
      });
    }

    it('refuses a document that was cut', () => {
      const text = recorded(recording).slice(0, 100);
      const error = parseErrorOf(() => parse(text));
      expect(error).to.include({ line: 1, text });
      expect(error.cause).to.be.instanceOf(SyntaxError);
    });

    for (const text of ['{}', 'null', '"links"', '[1]', '[null]', '[[]]', '[{"ifname":7,"dst":7}]']) {
      it(`refuses ${text}`, () => {
        expect(parseErrorOf(() => parse(text)).line).to.equal(1);
      });
    }
  });
}

describe('parseLinks on a director', () => {
  const links = new Map(parseLinks(recorded('ip-links')).map((link) => [link.name, link]));

  it('gives a MAC address to Ethernet only', () => {
    expect(links.get('eth0')?.mac).to.equal('02:42:c0:a8:00:d2');
    for (const name of ['lo', 'tunl0', 'v6gre']) expect(links.get(name)).to.have.property('mac', undefined);
  });

  it('tells a link that was never set up from one that was', () => {
    expect(links.get('dum0')).to.include({ isUp: false, noArp: true });
    expect(links.get('tunl0')).to.include({ isUp: true, noArp: true });
    expect(links.get('lo')).to.include({ isUp: true, isLoopback: true });
  });
});

describe('parseAddresses on a director', () => {
  const addresses = parseAddresses(recorded('ip-addresses'));

  it('finds the label of a VIP', () => {
    const vip = addresses.find(({ address }) => address === '192.168.0.224');
    expect(vip).to.deep.equal({
      device: 'eth0',
      address: '192.168.0.224',
      prefix: 32,
      label: 'eth0:0',
      family: 'inet',
      scope: 'global',
    });
  });

  it('gives IPv6 no label', () => {
    expect(addresses.find(({ address }) => address === '2001:db8::224')).to.have.property('label', undefined);
  });

  it('takes the local address of a point-to-point link, not the peer', () => {
    expect(addresses.filter(({ device }) => device === 'tunl0').map(({ address }) => address)).to.deep.equal([
      '10.1.1.1',
    ]);
  });
});

describe('parseRoutes on a director', () => {
  const routes = parseRoutes(recorded('ip-routes'));

  it('gives table, type and metric to a route that is printed without', () => {
    expect(routes.find(({ destination }) => destination === '192.168.0.0/24')).to.deep.equal({
      destination: '192.168.0.0/24',
      via: undefined,
      device: 'eth0',
      source: '192.168.0.210',
      table: 'main',
      type: 'unicast',
      metric: 0,
    });
  });

  const hops = [
    { description: 'one next hop', destination: '192.168.200.0/24', vias: ['192.168.0.222'] },
    { description: 'two next hops', destination: '198.51.100.0/24', vias: ['192.168.0.221', '192.168.0.222'] },
    { description: 'an IPv6 next hop of IPv4', destination: '198.51.101.0/24', vias: ['fe80::1'] },
    { description: 'no next hop', destination: '203.0.113.0/24', vias: [undefined] },
  ];
  for (const { description, destination, vias } of hops) {
    it(`finds ${description}`, () => {
      const found = routes.filter((route) => route.destination === destination);
      expect(found.map(({ via }) => via)).to.deep.equal(vias);
    });
  }
});

describe('parseNeighbours on a director', () => {
  it('gives no MAC address to who did not answer', () => {
    const silent = parseNeighbours(recorded('ip-neighbours')).filter(({ mac }) => mac === undefined);
    expect(silent.map(({ address, states }) => [address, ...states])).to.deep.equal([
      ['192.168.0.251', 'INCOMPLETE'],
      ['192.168.0.229', 'FAILED'],
    ]);
  });
});

describe('parseRoutes of ip -N', () => {
  for (const [table, name] of [
    [255, 'local'],
    ['254', 'main'],
    ['253', 'default'],
    ['100', '100'],
    [undefined, 'main'],
  ]) {
    it(`takes table ${table} for ${name}`, () => {
      const [route] = parseRoutes(JSON.stringify([{ dst: 'default', gateway: '192.168.0.100', dev: 'eth0', table }]));
      expect(route).to.include({ table: name, via: '192.168.0.100' });
    });
  }

  // {"type":"2","dst":"192.168.0.240","dev":"lo","table":"255","protocol":"2","scope":"254","flags":[]}
  for (const [type, name] of [
    ['2', 'local'],
    ['6', 'blackhole'],
    ['99', '99'],
    [undefined, 'unicast'],
  ]) {
    it(`takes type ${type} for ${name}`, () => {
      expect(parseRoutes(JSON.stringify([{ type, dst: '192.168.0.240', dev: 'lo', table: '255' }]))[0]).to.include({
        type: name,
        table: 'local',
      });
    });
  }
});
