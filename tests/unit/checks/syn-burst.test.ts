import { expect } from 'chai';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { Probes } from '../../../src/probes/probes.ts';
import type { SynBurstSeen } from '../../../src/probes/results.ts';
import type { Connection } from '../../../src/parsers/ipvsadm-connections.ts';
import { nodeSeen } from '../../../src/probes/snapshot.ts';
import { solved } from '../../helpers/snapshot.ts';
import { checkOf, expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';

type Written = WrittenCheck<'syn-burst'>;
const wanted = (effect: Written['effect'], more: Partial<Written> = {}): Written => ({
  kind: 'syn-burst',
  from: 'lanclient',
  director: 'lvs01',
  service: { address: '192.168.0.240', port: 80 },
  effect,
  ...more,
});

const entries = (count: number, state = 'SYN_RECV', expiresSeconds = 60): Connection[] =>
  Array.from({ length: count }, (_, index) => ({
    protocol: 'TCP',
    expiresSeconds,
    state,
    client: { address: '192.168.0.9', port: 20_000 + index },
    virtual: { address: '192.168.0.240', port: 80 },
    destination: { address: '192.168.0.223', port: 80 },
  }));

const counters = (connections: number): SynBurstSeen['counted'] => ({
  connections,
  packetsIn: connections,
  packetsOut: 0,
  bytesIn: connections * 40,
  bytesOut: 0,
});

/** 200 sent to a director without any defence. */
const seen = (change: Partial<SynBurstSeen> = {}): { observed: SynBurstSeen } => ({
  observed: {
    sent: 200,
    entries: entries(200),
    left: entries(200, 'SYN_RECV', 57),
    watchedMs: 2510,
    counted: counters(200),
    ...change,
  },
});

const lines = (first: string, left: string, conns = 200) => [
  `200 SYN sent; entries in the table of lvs01: ${first}`,
  `after 2.5 s: ${left}`,
  `counters: ${conns} Conns, ${conns} InPkts, 0 OutPkts, ${conns * 40} InBytes, 0 OutBytes`,
];
const ALL = lines('200 SYN_RECV (60 s left)', '200 SYN_RECV (57 s left)');

const dropping = (count: number) => seen({ entries: entries(count), counted: counters(count) });
const otherCounts = (conns: number) =>
  `the counters of lvs01 grew by ${conns} connections, ${conns} packets and ${conns * 40} bytes, while 200 connections of one packet of 40 bytes came in`;
const otherState = (state: string) =>
  `a half-open entry of lvs01 is in state ${state}, with secure_tcp it is in SYNACK; secure_tcp is 0 on lvs01: never`;

describe('syn-burst', () => {
  describe('counted', () => {
    it('passes when the counters grew by what came in', () => {
      expectPass(judged(wanted('counted'), seen()), ALL);
    });

    it('fails when they stood still, or others used the service', () => {
      for (const conns of [0, 201]) {
        const shown = lines('200 SYN_RECV (60 s left)', '200 SYN_RECV (57 s left)', conns);
        expectFail(judged(wanted('counted'), seen({ counted: counters(conns) })), otherCounts(conns), shown);
      }
    });

    it('fails when hardly anything came in', () => {
      const few = seen({ entries: entries(150), left: entries(150, 'SYN_RECV', 57), counted: counters(150) });
      const shown = lines('150 SYN_RECV (60 s left)', '150 SYN_RECV (57 s left)', 150);
      expectFail(judged(wanted('counted'), few), 'only 150 of 200 packets made an entry in the table of lvs01', shown);
    });
  });

  describe('packets-dropped', () => {
    for (const count of [148, 150, 152]) {
      it(`passes when ${count} of 200 came through, with one in four to drop`, () => {
        expect(judged(wanted('packets-dropped', { oneIn: 4 }), dropping(count)).passed).to.equal(true);
      });
    }

    it('does not take an entry that was dropped later for a packet that was dropped', () => {
      const both = seen({ entries: entries(140), counted: counters(150) });
      expect(judged(wanted('packets-dropped', { oneIn: 4 }), both).passed).to.equal(true);
    });

    for (const [count, dropped] of [
      [200, 0],
      [180, 20],
      [153, 47],
    ] as const) {
      it(`fails when ${dropped} of 200 were dropped, with one in four to drop`, () => {
        const shown = lines(`${count} SYN_RECV (60 s left)`, '200 SYN_RECV (57 s left)', count);
        // What dropped some was something else.
        const off = dropped === 0 ? '; drop_packet is 0 on lvs01: never' : '';
        const reason = `lvs01 dropped ${dropped} of 200 new connections, expected one in 4${off}`;
        expectFail(judged(wanted('packets-dropped', { oneIn: 4 }), dropping(count)), reason, shown);
      });
    }
  });

  it('says that a defence waits for memory to be short', () => {
    const snapshot = solved();
    nodeSeen(snapshot, 'lvs01').sysctls['net.ipv4.vs.drop_packet'] = '1';
    expectFail(
      judged(wanted('packets-dropped', { oneIn: 4 }), { ...seen(), snapshot }),
      'lvs01 dropped 0 of 200 new connections, expected one in 4; drop_packet is 1 on lvs01: only while memory is short',
      ALL,
    );
  });

  describe('entries-dropped', () => {
    it('passes when some are gone', () => {
      expect(judged(wanted('entries-dropped'), seen({ left: entries(190) })).passed).to.equal(true);
    });

    it('fails when all are left', () => {
      const reason =
        'lvs01 still has 200 of 200 half-open entries after 2.5 s, expected it to drop some every second; drop_entry is 0 on lvs01: never';
      expectFail(judged(wanted('entries-dropped'), seen()), reason, ALL);
    });

    it('fails when there was none', () => {
      const none = seen({ entries: [], left: [] });
      expect(judged(wanted('entries-dropped'), none).passed).to.equal(false);
    });
  });

  describe('synack-state', () => {
    it('passes when every entry has the state', () => {
      expect(judged(wanted('synack-state'), seen({ entries: entries(200, 'SYNACK', 120) })).passed).to.equal(true);
    });

    it('fails with the usual state, and without entries', () => {
      expectFail(judged(wanted('synack-state'), seen()), otherState('SYN_RECV'), ALL);
      const shown = lines('none', '200 SYN_RECV (57 s left)');
      expectFail(judged(wanted('synack-state'), seen({ entries: [] })), otherState('(none)'), shown);
    });
  });

  it('fails without the service', () => {
    const finding = judged(wanted('counted', { service: { address: '192.168.0.240', port: 81 } }), {
      observed: seen({ counted: undefined }).observed,
    });
    expect(finding.passed || finding.reason.en).to.equal('lvs01 has no virtual service TCP 192.168.0.240:81');
  });

  it('asks for as many packets as the check says', async () => {
    const calls: unknown[][] = [];
    const probes: Pick<Probes, 'synBurst'> = {
      synBurst: async (...call) => {
        calls.push(call);
        return seen().observed;
      },
    };
    const check = checkOf(wanted('counted', { count: 60 }));
    await kindOf(check).observe?.(check, probes as Probes);
    expect(calls).to.deep.equal([[{ from: 'lanclient', director: 'lvs01', address: '192.168.0.240', port: 80 }, 60]]);
  });
});
