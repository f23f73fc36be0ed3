import { expect } from 'chai';
import { carriersOf, isBypassed } from '../../../src/checks/carriers.ts';
import { describeService } from '../../../src/checks/ipvs-table.ts';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { CarriedSeen, IpvsTables } from '../../../src/probes/probes.ts';
import { parseConnections } from '../../../src/parsers/ipvsadm-connections.ts';
import { parseServices } from '../../../src/parsers/ipvsadm-services.ts';
import { checkOf, expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';

const VIP = { protocol: 'tcp' as const, address: '192.168.0.240', port: 80 };
const TITLE = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
`;

/** A service with two real servers, by how many connections are active at each. */
const service = (name: string, [first, second]: [number, number], port = ':80'): string => `${name}
  -> 192.168.0.223${port}             Route   1      ${first}          7
  -> 192.168.0.224${port}             Route   1      ${second}          9
`;
const byAddress = (active: [number, number]): string => service('TCP  192.168.0.240:80 rr persistent 20', active);
const byMark = (active: [number, number]): string => service('FWM  7 rr', active, ':0');

const row = (client: string, { state = 'ESTABLISHED', virtual = '192.168.0.240:80' } = {}): string =>
  `TCP 00:57 ${state} ${client} ${virtual} 192.168.0.223:80\n`;

const tables = (services: string, rows: string[]): IpvsTables => ({
  services: parseServices(TITLE + services),
  connections: parseConnections(rows.join('')),
});

const SOURCES = ['192.168.0.17', '192.168.0.18', '192.168.0.19', '192.168.0.20'];
const MINE = SOURCES.map((source) => row(`${source}:40000`));

const seen = (before: IpvsTables, after: IpvsTables): CarriedSeen => ({
  sources: SOURCES,
  accepted: 4,
  reached: SOURCES,
  before,
  after,
});
const names = (carried: CarriedSeen): string[] => carriersOf(VIP, carried).map(describeService);

describe('carriersOf', () => {
  it('is the wanted service when it has grown by the connections', () => {
    const carried = seen(
      tables(byAddress([0, 1]), [row('192.168.0.220:5')]),
      tables(byAddress([2, 3]), [row('192.168.0.220:5'), ...MINE]),
    );
    expect(names(carried)).to.deep.equal(['TCP 192.168.0.240:80 rr persistent 20']);
  });

  it('is the one by firewall mark when that has grown, and the wanted one stands still', () => {
    const carried = seen(
      tables(byAddress([0, 0]) + byMark([0, 0]), []),
      tables(byAddress([0, 0]) + byMark([2, 2]), MINE),
    );
    expect(names(carried)).to.deep.equal(['FWM 7 rr']);
  });

  it('is both when the requests are shared between them', () => {
    const carried = seen(
      tables(byAddress([0, 0]) + byMark([0, 0]), []),
      tables(byAddress([1, 1]) + byMark([1, 1]), MINE),
    );
    expect(names(carried)).to.deep.equal(['TCP 192.168.0.240:80 rr persistent 20', 'FWM 7 rr']);
  });

  it('is the wanted service when another one by firewall mark has not grown', () => {
    const carried = seen(
      tables(byAddress([0, 0]) + byMark([3, 3]), []),
      tables(byAddress([2, 2]) + byMark([3, 3]), MINE),
    );
    expect(names(carried)).to.deep.equal(['TCP 192.168.0.240:80 rr persistent 20']);
  });

  it('counts connections that ended meanwhile', () => {
    const others = ['192.168.200.9:1', '192.168.200.9:2'].map((client) => row(client));
    const ended = ['192.168.200.9:1', '192.168.200.9:2'].map((client) => row(client, { state: 'FIN_WAIT' }));
    const carried = seen(
      tables(byAddress([1, 1]) + byMark([0, 0]), others),
      tables(byAddress([2, 2]) + byMark([0, 0]), [...ended, ...MINE]),
    );
    expect(names(carried)).to.deep.equal(['TCP 192.168.0.240:80 rr persistent 20']);
  });

  it('is the service of another port when the destination was rewritten before IPVS', () => {
    const moved = SOURCES.map((source) => row(`${source}:40000`, { virtual: '192.168.0.240:81' }));
    const other = service('TCP  192.168.0.240:81 wlc', [2, 2]);
    expect(names(seen(tables(byAddress([0, 0]), []), tables(byAddress([0, 0]) + other, moved)))).to.deep.equal([
      'TCP 192.168.0.240:81 wlc',
    ]);
  });

  const silent = [
    { description: 'no connection came through the director', rows: [] },
    { description: 'none was completed', rows: SOURCES.map((source) => row(`${source}:40000`, { state: 'SYN_RECV' })) },
    {
      description: 'only templates of persistence are there',
      rows: SOURCES.map((source) => row(`${source}:0`, { state: 'NONE' })),
    },
  ];
  for (const { description, rows } of silent) {
    it(`says nothing when ${description}`, () => {
      expect(names(seen(tables(byAddress([0, 0]), []), tables(byAddress([0, 0]), rows)))).to.deep.equal([]);
    });
  }
});

describe('isBypassed', () => {
  const unused = tables(byAddress([0, 0]), [row('192.168.0.220:5')]);
  const rows = [
    { description: 'is so when all were accepted and IPVS knows of none', after: unused, expected: true },
    { description: 'is not so when one was not accepted', after: unused, accepted: 3, expected: false },
    { description: 'is not so when another machine got them', after: unused, reached: [], expected: false },
    {
      description: 'is not so when IPVS knows one, completed or not',
      after: tables(byAddress([0, 0]), [row('192.168.0.17:40000', { state: 'SYN_RECV' })]),
      expected: false,
    },
    {
      description: 'is not so when IPVS got one under another name, behind which the client may be hidden',
      after: tables(byAddress([1, 0]), [row('192.168.0.220:5'), row('192.168.0.100:40000')]),
      expected: false,
    },
  ];
  for (const { description, after, accepted = 4, reached = SOURCES, expected } of rows) {
    it(description, () => {
      expect(isBypassed({ ...seen(unused, after), accepted, reached })).to.equal(expected);
    });
  }
});

const taken = (mark: string): CarriedSeen =>
  seen(
    tables(byAddress([0, 0]) + mark.replaceAll(/ [12] {10}/g, ' 0          '), []),
    tables(byAddress([0, 0]) + mark, MINE),
  );

describe('the service that carries the requests', () => {
  const wanted: WrittenCheck<'ipvs-service'> = {
    kind: 'ipvs-service',
    node: 'lvs01',
    from: 'lanclient',
    service: VIP,
    scheduler: 'rr',
    persistenceSeconds: 20,
  };
  const destinations: WrittenCheck<'ipvs-destinations'> = {
    kind: 'ipvs-destinations',
    node: 'lvs01',
    from: 'lanclient',
    service: VIP,
    method: 'dr',
    destinations: [
      { address: '192.168.0.223', port: 80, weight: 1 },
      { address: '192.168.0.224', port: 80, weight: 1 },
    ],
  };
  it('is judged in place of one that only looks right', () => {
    expectFail(
      judged(wanted, { observed: taken(byMark([2, 2])) }),
      'the service that the requests go through (FWM 7 rr) on lvs01 is not persistent, expected 20 s (-p 20)',
      ['FWM 7 rr', "new clients' requests went through FWM 7 rr"],
    );
  });

  it('passes by whichever name when it is as wanted', () => {
    const right = service('FWM  7 rr persistent 20', [2, 2], ':0');
    expectPass(judged(wanted, { observed: taken(right) }), [
      'FWM 7 rr persistent 20',
      "new clients' requests went through FWM 7 rr persistent 20",
    ]);
    expect(judged(destinations, { observed: taken(right) }).passed).to.equal(true);
  });

  it('has its real servers judged, not those of the other', () => {
    const wrong = byMark([2, 2]).replace('Route   1      2          9', 'Route   5      2          9');
    const finding = judged(destinations, { observed: taken(wrong) });
    expectFail(finding, '192.168.0.224:80 has weight 5, expected 1', [
      'FWM 7 rr',
      '  -> 192.168.0.223:0 dr weight 1',
      '  -> 192.168.0.224:0 dr weight 5',
      "new clients' requests went through FWM 7 rr",
    ]);
  });

  it('is the one of the name when nothing was seen, or nothing sent', () => {
    expectPass(judged(wanted, { observed: undefined }), ['TCP 192.168.0.240:80 rr persistent 20']);
  });

  it('is asked for by a client, where the check names one', async () => {
    const asked: unknown[] = [];
    const probes = { carried: (request: unknown) => Promise.resolve(void asked.push(request)) };
    for (const written of [
      wanted,
      { ...wanted, from: undefined },
      { ...wanted, service: { ...VIP, protocol: 'udp' as const } },
    ]) {
      const check = checkOf(written);
      await kindOf(check).observe?.(check, probes as never);
    }
    expect(asked).to.deep.equal([{ from: 'lanclient', director: 'lvs01', address: '192.168.0.240', port: 80 }]);
  });
});
