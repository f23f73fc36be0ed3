import { expect } from 'chai';
import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { adding, MAC, only, repliesByDirector, rewired, wire, without } from '../../helpers/wire.ts';

const VIP = '192.168.0.240';
const wanted: WrittenCheck = {
  kind: 'direct-return',
  from: 'lanclient',
  url: `http://${VIP}/`,
  director: 'lvs01',
  servers: ['web01', 'web02'],
};

const REPLIES = /192\.168\.0\.240\.80 > /;

interface Counts {
  sent?: number;
  toDirector?: number;
  forwarded?: number;
  crossing?: number;
  replies?: string;
}

const counted = ({
  sent = 12,
  toDirector = 12,
  forwarded = 20,
  crossing = 0,
  replies = 'web02 4, web01 4',
}: Counts) => [
  `lanclient sent ${sent} frames to ${VIP}, ${toDirector} of them to lvs01's MAC`,
  `lvs01 passed ${forwarded} frames on, still addressed to ${VIP}, with a real server's MAC`,
  `lvs01 saw ${crossing} frames of the replies`,
  `replies came to lanclient from ${replies}`,
];

/** A frame of the replies as the director's capture would have it. */
const reply = (from: string, to: string): string =>
  `1795337908.489000 ${from} > ${to}, ethertype IPv4 (0x0800), length 74: ${VIP}.80 > 192.168.0.130.38632: Flags [S.], seq 1, ack 1, win 65160, length 0`;

const frame = (from: string, to: string, packet: string): string =>
  `1795337908.489000 ${from} > ${to}, ethertype IPv4 (0x0800), length 94: ${packet}: Flags [S], seq 1, win 1, length 0\n`;

const firstToWeb01 = (text: string): string =>
  text.replace(`${MAC.lanclient} > ${MAC.lvs01}`, `${MAC.lanclient} > ${MAC.web01}`);

describe('direct-return', () => {
  it('passes on the recorded frames', () => {
    expectPass(judged(wanted, { observed: wire() }), counted({}));
  });

  it('fails when a request went straight to a real server', () => {
    expectFail(
      judged(wanted, { observed: wire({ client: firstToWeb01 }) }),
      'requests go to web01, not to the director lvs01',
      counted({ toDirector: 11 }),
    );
  });

  it('fails when requests go to a machine that is no node', () => {
    const client = rewired([MAC.lanclient, MAC.lvs01], [MAC.lanclient, MAC.stranger]);
    expectFail(
      judged(wanted, { observed: wire({ client }) }),
      `requests go to ${MAC.stranger}, not to the director lvs01`,
      counted({ toDirector: 0 }),
    );
  });

  const silent = [
    { description: 'no request left the client', change: { client: () => '', director: () => '' }, sent: 0 },
    {
      description: 'the director kept the requests',
      change: { client: only(new RegExp(`${MAC.lanclient} >`)), director: without(new RegExp(`${MAC.lvs01} >`)) },
      sent: 12,
    },
    {
      description: 'the director rewrites the address, as NAT does',
      change: {
        client: only(new RegExp(`${MAC.lanclient} >`)),
        director: (text: string) => text.replaceAll(/(d2 > .*) > 192\.168\.0\.240\.80/g, '$1 > 192.168.0.223.80'),
      },
      sent: 12,
    },
  ];
  for (const { description, change, sent } of silent) {
    it(`fails when ${description}`, () => {
      expectFail(
        judged(wanted, { observed: wire(change) }),
        'lvs01 passed no request on to a real server',
        counted({ sent, toDirector: sent, forwarded: 0, replies: '-' }),
      );
    });
  }

  it('fails when the replies come to the client from the director', () => {
    const director = adding(reply(MAC.web01, MAC.lvs01), reply(MAC.lvs01, MAC.lanclient));
    expectFail(
      judged(wanted, { observed: wire({ client: repliesByDirector, director }) }),
      'replies come back through lvs01: this is not direct routing',
      counted({ crossing: 2, replies: 'lvs01 8' }),
    );
  });

  it('fails when the replies of one real server come through the gateway', () => {
    const client = rewired([MAC.web01, MAC.lanclient], [MAC.gateway, MAC.lanclient]);
    expectFail(
      judged(wanted, { observed: wire({ client }) }),
      'replies come back through gateway: this is not direct routing',
      counted({ replies: 'web02 4, gateway 4' }),
    );
  });

  it('fails when a real server sent its replies to the director', () => {
    const director = adding(reply(MAC.web01, MAC.lvs01));
    expectFail(
      judged(wanted, { observed: wire({ director }) }),
      'replies come back through lvs01: this is not direct routing',
      counted({ crossing: 1 }),
    );
  });

  it('takes no notice of replies that a bridge flooded to the director', () => {
    const director = adding(reply(MAC.web01, MAC.lanclient));
    expectPass(judged(wanted, { observed: wire({ director }) }), counted({}));
  });

  it('takes no notice of requests that a bridge flooded to the director', () => {
    const director = rewired([MAC.lvs01, MAC.web01], [MAC.lanclient, MAC.web01]);
    expectPass(judged(wanted, { observed: wire({ director }) }), counted({ forwarded: 12 }));
  });

  it('fails when no reply came', () => {
    expectFail(
      judged(wanted, { observed: wire({ client: without(REPLIES) }) }),
      `no reply from ${VIP} reached lanclient`,
      counted({ replies: '-' }),
    );
  });

  describe('by tunnel, to real servers behind a router', () => {
    const tunnelled: WrittenCheck = { ...wanted, kind: 'direct-return', method: 'tun', router: 'gateway' };
    const CLIENT = '192.168.0.131.43210';
    const asks = frame(MAC.lanclient, MAC.lvs01, `${CLIENT} > ${VIP}.80`);
    const wrapped = (rip: string): string =>
      frame(MAC.lvs01, MAC.gateway, `192.168.0.210 > ${rip}: ${CLIENT} > ${VIP}.80`);
    const answers = (from: string): string => frame(from, MAC.lanclient, `${VIP}.80 > ${CLIENT}`);
    const judge = (client: string, director: string) =>
      judged(tunnelled, { observed: wire({ client: () => client, director: () => director }) });
    const seen = (packets: string, replies: string) => [
      `lanclient sent 1 frames to ${VIP}, 1 of them to lvs01's MAC`,
      `lvs01 passed ${packets}`,
      'lvs01 saw 0 frames of the replies',
      `replies came to lanclient from ${replies}`,
    ];
    const AROUND = `1 frames on, each in a packet to a real server: 192.168.0.210 > 192.168.0.223 around 192.168.0.131 > ${VIP}`;

    it('passes when requests are wrapped up and replies come through the router', () => {
      expectPass(judge(asks + answers(MAC.gateway), asks + wrapped('192.168.0.223')), seen(AROUND, 'gateway 1'));
    });

    it('passes with GRE around them', () => {
      const gre = wrapped('192.168.0.223').replace('223: ', '223: GREv0, proto IPv4 (0x0800), length 64: ');
      expectPass(judge(asks + answers(MAC.gateway), asks + gre), seen(AROUND, 'gateway 1'));
    });

    it('passes with GUE around them, which their bytes tell', () => {
      const ends = '192.168.0.210.36297 > 192.168.0.223.6080: UDP, length 64';
      const udp = frame(MAC.lvs01, MAC.gateway, ends).replace(/: Flags.*/, '');
      // 192.168.0.131:43210 > 192.168.0.240:80 in version 0 of GUE.
      const bytes = [
        '4500 005c 0000 4000 3f11 548f c0a8 00d2 c0a8 00df 8dc9 17c0 0048 0000 0004 0000',
        '4500 003c 616a 4000 3f06 578e c0a8 0083 c0a8 00f0 a8ca 0050 1ae3 5751 0000 0000',
        'a002 faf0 8608 0000 0204 05b4 0402 080a 4bd3 cde4 0000 0000 0103 030a',
      ].map((line) => `\t0x0000:  ${line}\n`);
      expectPass(judge(asks + answers(MAC.gateway), asks + udp + bytes.join('')), seen(AROUND, 'gateway 1'));
      const other = udp + bytes.join('').replace('c0a8 0083', 'c0a8 0084');
      expect(judge(asks + answers(MAC.gateway), asks + other).passed).to.equal(false);
    });

    it('fails when the director wraps nothing up for a real server', () => {
      expectFail(
        judge(asks, asks + wrapped('192.168.0.99')),
        'lvs01 passed no request on to a real server',
        seen('0 frames on, each in a packet to a real server', '-'),
      );
    });

    it('fails when replies come from the director', () => {
      expectFail(
        judge(asks + answers(MAC.lvs01), asks + wrapped('192.168.0.223')),
        'replies come back through lvs01: this is not how tunnels answer',
        seen(AROUND, 'lvs01 1'),
      );
    });
  });
});
