import { expect } from 'chai';
import type { z } from 'zod';
import { trace as declared } from '../../../src/lab/checks/wire.ts';
import type { Mode } from '../../../src/models/journey.ts';
import { nodeSeen } from '../../../src/probes/snapshot.ts';
import type { TraceResult } from '../../../src/probes/probes.ts';
import type { HttpResult } from '../../../src/probes/http-result.ts';
import { parseTcpdump } from '../../../src/parsers/tcpdump.ts';
import { expectFail, expectPass, judged } from '../../helpers/judge.ts';
import { solved } from '../../helpers/snapshot.ts';
import { MAC, noResponse, request } from '../../helpers/wire.ts';

const { schema } = declared;
const VIP = '192.168.200.240';
const URL = `http://${VIP}/`;
const SOURCE = '192.168.200.7';
const CLIENT = `${SOURCE}:40000`;
const RIP = '192.168.0.223';
const DIP = '192.168.0.210';
const LOCAL = '192.168.0.231';
/** lvs01's, wanclient's and gateway's outer interfaces. */
const OUTER = '02:42:c0:a8:c8:d2';
const WAN_CLIENT = '02:42:c0:a8:c8:c8';
const WAN_GATEWAY = '02:42:c0:a8:c8:64';

function snapshot() {
  const seen = solved();
  nodeSeen(seen, 'lvs01').links.push({
    name: 'eth1',
    mac: OUTER,
    mtu: 1500,
    isUp: true,
    isLoopback: false,
    noArp: false,
  });
  return seen;
}

const dotted = (end: string): string => end.replace(':', '.');

/** `around`: the outer addresses of a tunnel. */
interface Line {
  macs: [string, string];
  ends: [string, string];
  reply?: boolean;
  around?: [string, string];
  seq?: number;
}

function frame({ macs, ends, reply = false, around, seq = 1000 }: Line): string {
  const [from, to] = ends.map(dotted);
  const opening = reply ? `Flags [S.], seq 7, ack ${seq + 1}` : `Flags [S], seq ${seq}`;
  const outer = around ? `${around.join(' > ')}: ` : '';
  return `1795337908.489 ${macs.join(' > ')}, ethertype IPv4 (0x0800), length 74: ${outer}${from} > ${to}: ${opening}, win 65160, length 0\n`;
}

const ASKS: Line = { macs: [WAN_CLIENT, OUTER], ends: [CLIENT, `${VIP}:80`] };
const ANSWERS: Line = { macs: [OUTER, WAN_CLIENT], ends: [`${VIP}:80`, CLIENT], reply: true };
const BY_ROUTER: Line[] = [
  { macs: [MAC.web01, MAC.gateway], ends: [`${VIP}:80`, CLIENT], reply: true },
  { macs: [WAN_GATEWAY, WAN_CLIENT], ends: [`${VIP}:80`, CLIENT], reply: true },
];
const forwarded = (ends: [string, string], around?: [string, string]): Line => ({
  macs: [MAC.lvs01, MAC.web01],
  ends,
  ...(around && { around }),
});
const returned = (to: string): Line => ({ macs: [MAC.web01, MAC.lvs01], ends: [`${RIP}:80`, to], reply: true });

/** What is on the wires, in each mode. */
const WAYS: Record<Mode, Line[]> = {
  dr: [ASKS, forwarded([CLIENT, `${VIP}:80`]), ...BY_ROUTER],
  tun: [ASKS, forwarded([CLIENT, `${VIP}:80`], [DIP, RIP]), ...BY_ROUTER],
  nat: [ASKS, forwarded([CLIENT, `${RIP}:80`]), returned(CLIENT), ANSWERS],
  fullnat: [ASKS, forwarded([`${LOCAL}:40000`, `${RIP}:80`]), returned(`${LOCAL}:40000`), ANSWERS],
};

const TABLES: Record<Mode, string[]> = {
  dr: [
    'hop                  MAC, its end   source > destination',
    `DR ${VIP}: through lvs01 1 packets in, 0 back`,
    'wanclient > lvs01    c8:c8 > c8:d2  192.168.200.7:40000 > 192.168.200.240:80',
    'lvs01 > web01        00:d2 > 00:df  192.168.200.7:40000 > 192.168.200.240:80',
    'web01 > gateway      00:df > 00:64  192.168.200.240:80 > 192.168.200.7:40000',
    'gateway > wanclient  c8:64 > c8:c8  192.168.200.240:80 > 192.168.200.7:40000',
  ],
  tun: [
    'hop                  MAC, its end   source > destination',
    `TUN ${VIP}: through lvs01 1 packets in, 0 back`,
    'wanclient > lvs01    c8:c8 > c8:d2  192.168.200.7:40000 > 192.168.200.240:80',
    'lvs01 > web01        00:d2 > 00:df  192.168.0.210 > 192.168.0.223 ipip around',
    '                                    192.168.200.7:40000 > 192.168.200.240:80',
    'web01 > gateway      00:df > 00:64  192.168.200.240:80 > 192.168.200.7:40000',
    'gateway > wanclient  c8:64 > c8:c8  192.168.200.240:80 > 192.168.200.7:40000',
  ],
  nat: [
    'hop                MAC, its end   source > destination',
    `NAT ${VIP}: through lvs01 1 packets in, 1 back`,
    'wanclient > lvs01  c8:c8 > c8:d2  192.168.200.7:40000 > 192.168.200.240:80',
    'lvs01 > web01      00:d2 > 00:df  192.168.200.7:40000 > 192.168.0.223:80',
    'web01 > lvs01      00:df > 00:d2  192.168.0.223:80 > 192.168.200.7:40000',
    'lvs01 > wanclient  c8:d2 > c8:c8  192.168.200.240:80 > 192.168.200.7:40000',
  ],
  fullnat: [
    'hop                MAC, its end   source > destination',
    `FULLNAT ${VIP}: through lvs01 1 packets in, 1 back`,
    'wanclient > lvs01  c8:c8 > c8:d2  192.168.200.7:40000 > 192.168.200.240:80',
    'lvs01 > web01      00:d2 > 00:df  192.168.0.231:40000 > 192.168.0.223:80',
    'web01 > lvs01      00:df > 00:d2  192.168.0.223:80 > 192.168.0.231:40000',
    'lvs01 > wanclient  c8:d2 > c8:c8  192.168.200.240:80 > 192.168.200.7:40000',
  ],
};

/** Each node sees what has one of its MACs, and the last one more what a bridge flooded. */
function seenBy(lines: Line[]): TraceResult['frames'] {
  const nodes = {
    wanclient: [WAN_CLIENT],
    lvs01: [OUTER, MAC.lvs01],
    gateway: [MAC.gateway, WAN_GATEWAY],
    web01: [MAC.web01],
  };
  return Object.entries(nodes).map(([node, macs]) => ({
    node,
    frames: parseTcpdump(
      lines
        .filter((line) => node === 'gateway' || line.macs.some((mac) => macs.includes(mac)))
        .map(frame)
        .join(''),
    ),
  }));
}

type Wanted = z.input<typeof schema>['requests'][number];

const judge = (
  wanted: Partial<Wanted>,
  lines: Line[],
  requests: HttpResult[] = [request({ source: SOURCE })],
  lossy: HttpResult[] = [],
) =>
  judged(
    {
      kind: 'trace',
      from: 'wanclient',
      director: 'lvs01',
      routers: ['gateway'],
      requests: [{ mode: 'dr', url: URL, servers: ['web01'], ...wanted }],
    },
    {
      snapshot: snapshot(),
      observed: { requests: [requests], lossy: [lossy], frames: seenBy(lines) } satisfies TraceResult,
    },
  );

/** Without what pictures are drawn from. */
function plain(finding: ReturnType<typeof judge>) {
  const { comparison, ...rest } = finding;
  expect(comparison?.rows).to.have.length(1);
  return rest;
}

const MODES = Object.keys(WAYS) as Mode[];
const NAMES: Record<Mode, string> = { dr: 'DR', tun: 'TUN', nat: 'NAT', fullnat: 'FULLNAT' };

describe('trace', () => {
  for (const mode of MODES) {
    it(`shows each hop of ${NAMES[mode]}, and passes`, () => {
      expectPass(plain(judge({ mode }, WAYS[mode])), TABLES[mode]);
    });

    for (const other of MODES.filter((one) => one !== mode)) {
      it(`fails when ${NAMES[mode]} is wanted and the packets go as with ${NAMES[other]}`, () => {
        const finding = plain(judge({ mode }, WAYS[other]));
        const [head = '', , ...hops] = TABLES[other];
        const title = TABLES[other][1]?.replace(
          `${NAMES[other]} ${VIP}`,
          `${NAMES[mode]} ${VIP}, seen: ${NAMES[other]}`,
        );
        expectFail(finding, `lvs01 forwards ${URL} as ${NAMES[other]} does, expected ${NAMES[mode]}`, [
          head,
          title ?? '',
          ...hops,
        ]);
      });
    }
  }

  it('takes a packet that was sent again for one hop, and counts both where they come in', () => {
    const twice = [...WAYS.nat, ...WAYS.nat];
    const [head = '', , ...hops] = TABLES.nat;
    expectPass(plain(judge({ mode: 'nat' }, twice)), [head, `NAT ${VIP}: through lvs01 2 packets in, 2 back`, ...hops]);
  });

  it('leaves the packets of others alone', () => {
    const others = WAYS.fullnat.map((line) => ({ ...line, seq: 5000 }));
    expectPass(plain(judge({ mode: 'dr' }, [...others.slice(1), ...WAYS.dr])), TABLES.dr);
  });

  it('fails when the client gets no page, and shows how far the request came', () => {
    const lost = WAYS.nat.slice(0, 3);
    const failed = [{ ...noResponse(28), source: SOURCE }];
    expectFail(
      plain(judge({ mode: 'nat' }, lost, failed)),
      `wanclient gets no page from ${URL}: no answer in time: somebody on the way dropped the packets`,
      [TABLES.nat[0] ?? '', `NAT ${VIP}, seen: no mode: through lvs01 1 packets in, 1 back`, ...TABLES.nat.slice(2, 5)],
    );
  });

  it('fails when a packet of a handshake was lost, and again with other clients', () => {
    const lost = request({ source: SOURCE, syns: 2, synAcks: 1 });
    const finding = judge({ mode: 'nat' }, WAYS.nat, [lost], [lost]);
    expect(finding).to.deep.include({ passed: false });
    expect(finding.passed ? '' : finding.reason.en).to.equal(
      `wanclient had to send the SYN of ${SOURCE} to ${URL} 2 times: a packet was lost on the way, and it happened again with another client`,
    );
  });

  it('fails when nothing was seen at all', () => {
    const failed = [{ ...noResponse(7), source: SOURCE }];
    const { passed, evidence } = judge({ mode: 'nat' }, [], failed);
    expect(passed).to.equal(false);
    expect(evidence.at(-1)).to.equal(`NAT ${VIP}, no reply: through lvs01 0 packets in, 0 back`);
  });

  it('fails when clients hide behind an address that is not one of the pool', () => {
    const finding = plain(judge({ mode: 'fullnat', local: ['192.168.0.232', '192.168.0.233'] }, WAYS.fullnat));
    expectFail(
      finding,
      `lvs01 hides the clients of ${URL} behind ${LOCAL}, expected one of 192.168.0.232, 192.168.0.233`,
      TABLES.fullnat,
    );
  });

  it('passes when the address is one of the pool', () => {
    expectPass(plain(judge({ mode: 'fullnat', local: ['192.168.0.232', LOCAL] }, WAYS.fullnat)), TABLES.fullnat);
  });

  it('fails when another server answers than should', () => {
    const finding = plain(judge({ servers: ['web02'] }, WAYS.dr));
    expectFail(finding, `requests to ${URL} were served by web01, expected web02`, TABLES.dr);
  });

  it('fails when one of the servers got none of as many requests, and names who served which', () => {
    const sources = [SOURCE, '192.168.200.8'];
    const second = WAYS.dr.map((line) => ({
      ...line,
      seq: 9000,
      ends: line.ends.map((end) => end.replace(SOURCE, '192.168.200.8')) as [string, string],
    }));
    const requests = sources.map((source) => request({ source }));
    const finding = plain(judge({ servers: ['web01', 'web02'] }, [...WAYS.dr, ...second], requests));
    expectFail(finding, `requests to ${URL} were served by web01, expected web01, web02`, [
      ...TABLES.dr,
      `${URL}: served by web01, web01`,
    ]);
  });

  it('asks all nodes that it names to listen, each once', async () => {
    const { kind } = await import('../../../src/checks/trace.ts');
    const parameters = schema.parse({
      id: 'it',
      title: { zh: '它', en: 'it' },
      kind: 'trace',
      from: 'wanclient',
      director: 'lvs01',
      routers: ['gateway'],
      sources: 2,
      requests: [
        { mode: 'dr', url: URL, servers: ['web01'] },
        { mode: 'nat', url: 'http://192.168.200.241/', servers: ['web01', 'web02'] },
      ],
    });
    let asked: unknown;
    const trace = (what: unknown) => {
      asked = what;
      return Promise.resolve({ requests: [], frames: [] });
    };
    await kind.observe?.(parameters, { trace } as never);
    expect(asked).to.deep.equal({
      from: 'wanclient',
      nodes: ['wanclient', 'lvs01', 'gateway', 'web01', 'web02'],
      urls: [URL, 'http://192.168.200.241/'],
      sources: 2,
    });
  });
});
