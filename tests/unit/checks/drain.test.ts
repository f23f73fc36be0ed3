import { expect } from 'chai';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { Probes } from '../../../src/probes/probes.ts';
import type { DrainSeen } from '../../../src/probes/results.ts';
import { parseConnections } from '../../../src/parsers/ipvsadm-connections.ts';
import { parseServices } from '../../../src/parsers/ipvsadm-services.ts';
import { checkOf, expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';

const service = { address: '192.168.0.240', port: 80 };
const wanted = (effect: WrittenCheck<'drain'>['effect'], port = 80): WrittenCheck<'drain'> => ({
  kind: 'drain',
  from: 'lanclient',
  director: 'lvs01',
  service: { ...service, port },
  effect,
});

const WEB01 = { address: '192.168.0.223', port: 80 };
const WEB02 = { address: '192.168.0.224', port: 80 };

/** web02 is taken out, and all is as it must be. */
const seen = (change: Partial<DrainSeen> = {}): { observed: DrainSeen } => ({
  observed: {
    server: WEB02,
    before: 'answered',
    atZero: 'answered',
    removed: 'cut',
    known: WEB01,
    newcomer: WEB01,
    ...change,
  },
});

const lines = (atZero = 'answered', removed = 'cut', known = 'web01', newcomer = 'web01') => [
  `a connection to web02: answered; at weight 0: ${atZero}; once deleted: ${removed}`,
  `at weight 0 the next connection of the same client: ${known}; of a new client: ${newcomer}`,
];

/** A service by firewall mark, by how many connections are active. */
const byMark = (active: number) =>
  parseServices(
    `Prot LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\nFWM  42 rr persistent 300\n  -> 192.168.0.223:0             Route   1      ${active}          0\n`,
  );

describe('drain', () => {
  it('takes the server out of the service that has the requests', async () => {
    const rows = parseConnections('TCP 00:57 ESTABLISHED 192.168.0.17:40000 192.168.0.240:80 192.168.0.223:80\n');
    const asked: unknown[] = [];
    const probes = {
      carried: async () => ({
        sources: ['192.168.0.17'],
        accepted: 1,
        reached: ['192.168.0.17'],
        before: { services: byMark(0), connections: [] },
        after: { services: byMark(1), connections: rows },
      }),
      drain: async (request: unknown) => void asked.push(request),
    } as unknown as Probes;
    const check = checkOf(wanted('removal'));
    await kindOf(check).observe?.(check, probes);
    await kindOf(check).observe?.(check, { ...probes, carried: async () => undefined });
    expect(asked).to.deep.equal([
      { from: 'lanclient', director: 'lvs01', ...service, mark: 42 },
      { from: 'lanclient', director: 'lvs01', ...service, mark: undefined },
    ]);
  });

  for (const effect of ['new-clients', 'known-client', 'removal'] as const) {
    it(`passes for ${effect} when all is as it must be`, () => {
      expectPass(judged(wanted(effect), seen()), lines());
    });
  }

  const FAILS: {
    effect: WrittenCheck<'drain'>['effect'];
    change: Partial<DrainSeen>;
    reason: string;
    shown: string[];
  }[] = [
    {
      effect: 'new-clients',
      change: { atZero: 'silent' },
      reason: 'the open connection to 192.168.0.224:80 was silent at weight 0, expected it to go on',
      shown: lines('silent'),
    },
    {
      effect: 'new-clients',
      change: { newcomer: WEB02 },
      reason: 'a new client still went to 192.168.0.224:80 at weight 0',
      shown: lines('answered', 'cut', 'web01', 'web02'),
    },
    {
      effect: 'new-clients',
      change: { newcomer: undefined },
      reason: 'a new client got no server while 192.168.0.224:80 had weight 0',
      shown: lines('answered', 'cut', 'web01', 'nobody'),
    },
    {
      effect: 'known-client',
      change: { known: WEB02 },
      reason:
        'the next connection of a client that had been there before still went to 192.168.0.224:80 at weight 0; net.ipv4.vs.expire_quiescent_template is 0 on lvs01',
      shown: lines('answered', 'cut', 'web02'),
    },
    {
      effect: 'removal',
      change: { removed: 'silent' },
      reason:
        'the open connection to 192.168.0.224:80 was silent once the server was deleted, expected it to be cut at once; net.ipv4.vs.expire_nodest_conn is 0 on lvs01',
      shown: lines('answered', 'silent'),
    },
    {
      effect: 'removal',
      change: { removed: undefined },
      reason:
        'the open connection to 192.168.0.224:80 was not asked once the server was deleted, expected it to be cut at once',
      shown: lines('answered', 'not asked'),
    },
  ];
  for (const { effect, change, reason, shown } of FAILS) {
    it(`fails for ${effect} when ${reason}`, () => {
      expectFail(judged(wanted(effect), seen(change)), reason, shown);
    });
  }

  it('passes when another port of the same machine takes over', () => {
    expect(judged(wanted('new-clients'), seen({ newcomer: { ...WEB02, port: 8080 } })).passed).to.equal(true);
  });

  it('fails without the service, and without an answer through it', () => {
    const nothing = seen({ server: undefined, before: 'cut' });
    const none = judged(wanted('removal', 81), nothing);
    expect(none.passed || none.reason.en).to.equal('lvs01 has no virtual service TCP 192.168.0.240:81');
    expectFail(
      judged(wanted('removal'), nothing),
      "nothing was taken out: a connection of lanclient to TCP 192.168.0.240:80 was cut, or not lvs01's",
      [],
    );
  });

  it('asks for one go, whatever the effect', async () => {
    const calls: unknown[] = [];
    const probes: Pick<Probes, 'carried' | 'drain'> = {
      carried: async () => undefined,
      drain: async (request) => {
        calls.push(request);
        return seen().observed;
      },
    };
    for (const effect of ['new-clients', 'removal'] as const) {
      const check = checkOf(wanted(effect));
      await kindOf(check).observe?.(check, probes as Probes);
    }
    const request = { from: 'lanclient', director: 'lvs01', ...service, mark: undefined };
    expect(calls).to.deep.equal([request, request]);
  });
});
