import { nodeSeen } from '../../../src/probes/snapshot.ts';
import type { WireResult } from '../../../src/probes/probes.ts';
import { parseTcpdump } from '../../../src/parsers/tcpdump.ts';
import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { solved } from '../../helpers/snapshot.ts';
import { MAC, request } from '../../helpers/wire.ts';

const VIP = '192.168.200.240';
const CLIENT = '192.168.200.7:40000';
const RIP = '192.168.0.223:8080';
/** lvs01's outer interface. */
const OUTER = '02:42:c0:a8:c8:d2';
const WAN_CLIENT = '02:42:c0:a8:c8:c8';

const wanted: WrittenCheck = {
  kind: 'nat-return',
  from: 'wanclient',
  url: `http://${VIP}/`,
  director: 'lvs01',
  servers: ['web01', 'web02'],
};

function snapshot() {
  const seen = solved();
  const { links } = nodeSeen(seen, 'lvs01');
  links.push({ name: 'eth1', mac: OUTER, mtu: 1500, isUp: true, isLoopback: false, noArp: false });
  return seen;
}

type Line = [from: string, to: string, source: string, destination: string, flags?: string];

const frames = (lines: Line[]) =>
  parseTcpdump(
    lines
      .map(([from, to, source, destination, flags = 'S']) => {
        const [at, towards] = [source, destination].map((one) => one.replace(':', '.'));
        return `1795337908.489000 ${from} > ${to}, ethertype IPv4 (0x0800), length 74: ${at} > ${towards}: Flags [${flags}], seq 1, win 65160, length 0\n`;
      })
      .join(''),
  );

const ASKS: Line = [WAN_CLIENT, OUTER, CLIENT, `${VIP}:80`];
const PASSED_ON: Line = [MAC.lvs01, MAC.web01, CLIENT, RIP];
const RETURNED: Line = [MAC.web01, MAC.lvs01, RIP, CLIENT, 'S.'];
const ANSWERS: Line = [OUTER, WAN_CLIENT, `${VIP}:80`, CLIENT, 'S.'];

const wire = (atClient: Line[], atDirector: Line[]): WireResult => ({
  requests: [request({ source: '192.168.200.7' })],
  lossy: [],
  atClient: frames(atClient),
  atDirector: frames(atDirector),
});

const judge = (atClient: Line[], atDirector: Line[]) =>
  judged(wanted, { snapshot: snapshot(), observed: wire(atClient, atDirector) });

const SENT = `wanclient sent 1 frames to ${VIP}, 1 of them to lvs01's MAC`;
const passedOn = (count: number): string =>
  `lvs01 passed ${count} frames of these clients on to addresses of the real servers`;
const returned = (count: number): string => `the real servers sent ${count} frames to these clients through lvs01`;
const THERE = `${CLIENT} > ${VIP}:80 became ${CLIENT} > ${RIP}`;
const BACK = `${RIP} > ${CLIENT} became ${VIP}:80 > ${CLIENT}`;

describe('nat-return', () => {
  it('passes when the director rewrites the destination on the way in and the source on the way out', () => {
    expectPass(judge([ASKS, ANSWERS], [ASKS, PASSED_ON, RETURNED, ANSWERS]), [
      SENT,
      passedOn(1),
      THERE,
      returned(1),
      BACK,
      'replies came to wanclient from lvs01 1',
    ]);
  });

  it('fails when requests go to another machine', () => {
    const astray: Line = [WAN_CLIENT, MAC.gateway, CLIENT, `${VIP}:80`];
    expectFail(judge([astray], []), 'requests go to gateway, not to the director lvs01', [
      `wanclient sent 1 frames to ${VIP}, 0 of them to lvs01's MAC`,
      passedOn(0),
      returned(0),
      'replies came to wanclient from -',
    ]);
  });

  const kept: { description: string; atDirector: Line[] }[] = [
    { description: 'kept the requests', atDirector: [ASKS] },
    {
      description: 'passes the requests on with the VIP, as direct routing does',
      atDirector: [ASKS, [MAC.lvs01, MAC.web01, CLIENT, `${VIP}:80`]],
    },
  ];
  for (const { description, atDirector } of kept) {
    it(`fails when the director ${description}`, () => {
      expectFail(
        judge([ASKS], atDirector),
        "lvs01 passed no request on to the address of a real server with the client's own as its source",
        [SENT, passedOn(0), returned(0), 'replies came to wanclient from -'],
      );
    });
  }

  it('fails when a real server answers the client from its own address', () => {
    const straight: Line = [MAC.web01, WAN_CLIENT, RIP, CLIENT, 'S.'];
    expectFail(
      judge([ASKS, straight], [ASKS, PASSED_ON]),
      `web01 answers past lvs01, from ${RIP}: nobody gives the reply the VIP as its source`,
      [SENT, passedOn(1), THERE, returned(0), 'replies came to wanclient from web01 1'],
    );
  });

  it('fails when no reply came back to the director', () => {
    expectFail(
      judge([ASKS], [ASKS, PASSED_ON]),
      'web01 / web02 answers past lvs01: nobody gives the reply the VIP as its source',
      [SENT, passedOn(1), THERE, returned(0), 'replies came to wanclient from -'],
    );
  });

  it('fails when the director kept the replies', () => {
    expectFail(judge([ASKS], [ASKS, PASSED_ON, RETURNED]), `no reply from ${VIP} reached wanclient`, [
      SENT,
      passedOn(1),
      THERE,
      returned(1),
      'replies came to wanclient from -',
    ]);
  });
});
