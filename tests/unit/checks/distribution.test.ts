import { expect } from 'chai';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { WireResult } from '../../../src/probes/probes.ts';
import type { HttpResult } from '../../../src/probes/http-result.ts';
import { checkOf, expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import {
  MAC,
  noResponse,
  repliesByDirector,
  request,
  rewired,
  shownRequest,
  wire,
  without,
} from '../../helpers/wire.ts';

const URL = 'http://192.168.0.240/';
const wanted: WrittenCheck<'distribution'> = {
  kind: 'distribution',
  from: 'lanclient',
  url: URL,
  director: 'lvs01',
  servers: ['web01', 'web02'],
};

const REQUESTS = [
  shownRequest('lanclient', URL, '200 192.168.0.223 bbs', '192.168.0.131'),
  shownRequest('lanclient', URL, '200 192.168.0.224 bbs', '192.168.0.130'),
];
const accepted = (web01: number, web02: number): string[] => [
  `web01 accepted ${web01} connections`,
  `web02 accepted ${web02} connections`,
];

const page = (body: string) => request({ body });
/** What the first round and each that follows it come to. */
const rounds = async (...seen: HttpResult[][]): Promise<[number, WireResult]> => {
  let sent = 0;
  const probes = {
    wire: (...words: unknown[]) => {
      expect(words[4] ?? 0).to.equal(sent);
      sent += 1;
      return Promise.resolve({ ...wire({ requests: seen[Math.min(sent, seen.length) - 1] ?? [] }) });
    },
  };
  const check = checkOf(wanted);
  const observed = (await kindOf(check).observe?.(check, probes as never)) as WireResult;
  return [sent, observed];
};

describe('distribution', () => {
  it('passes on the recorded frames', () => {
    expectPass(judged(wanted, { observed: wire() }), [...REQUESTS, ...accepted(1, 1)]);
  });

  it('fails when one real server answered all', () => {
    const client = rewired([MAC.web02, MAC.lanclient], [MAC.web01, MAC.lanclient]);
    expectFail(judged(wanted, { observed: wire({ client }) }), 'web02 served none of 2 new clients', [
      ...REQUESTS,
      ...accepted(2, 0),
    ]);
  });

  it('goes by the MAC of who answered, not by the page', () => {
    const requests = [request({ source: '192.168.0.131' }), request({ source: '192.168.0.130' })];
    expectPass(judged(wanted, { observed: wire({ requests }) }), [
      REQUESTS[0] ?? '',
      shownRequest('lanclient', URL, '200 192.168.0.223 bbs', '192.168.0.130'),
      ...accepted(1, 1),
    ]);
  });

  it('fails when all answers come from the director, as with NAT', () => {
    expectFail(
      judged(wanted, { observed: wire({ client: repliesByDirector }) }),
      'web01, web02 served none of 2 new clients',
      [...REQUESTS, ...accepted(0, 0)],
    );
  });

  it('counts connections, not frames', () => {
    const client = without(/Flags \[S\.\].*ecr 896691408/);
    expectFail(judged(wanted, { observed: wire({ client }) }), 'web02 served none of 2 new clients', [
      ...REQUESTS,
      ...accepted(1, 0),
    ]);
  });

  const failures = [
    {
      description: 'a request failed',
      failed: noResponse(28),
      outcome: 'exit 28',
      reason: `lanclient gets no page from ${URL}: no answer in time: somebody on the way dropped the packets`,
    },
    {
      description: 'a page stopped in the middle',
      failed: request({ exitCode: 56 }),
      outcome: 'exit 56',
      reason: `lanclient gets no page from ${URL}: the connection was reset`,
    },
    {
      description: 'a status is not 200',
      failed: request({ status: 502, body: '' }),
      outcome: '502 ',
      reason: `lanclient got HTTP 502 from ${URL}, expected 200`,
    },
  ];
  for (const { description, failed, outcome, reason } of failures) {
    it(`fails when ${description}, although both real servers accepted`, () => {
      const requests = [request({ source: '192.168.0.131' }), { ...failed, source: '192.168.0.130' }];
      expectFail(judged(wanted, { observed: wire({ requests }) }), reason, [
        REQUESTS[0] ?? '',
        shownRequest('lanclient', URL, outcome, '192.168.0.130'),
        ...accepted(1, 1),
      ]);
    });
  }

  it('fails when a packet of a handshake was lost, and again with other clients', () => {
    const lost = request({ source: '192.168.0.131', syns: 2, synAcks: 1 });
    const again = request({ source: '192.168.0.140', syns: 2, synAcks: 1 });
    const finding = judged(wanted, { observed: { ...wire(), lossy: [lost, again] } });
    expect(finding).to.deep.include({ passed: false });
    expect(finding.evidence.slice(-2).join('\n')).to.match(/0\.131 .*SYN sent 2 times[^]*0\.140 .*SYN sent 2 times/);
  });

  describe('sends more clients', () => {
    it('while all get pages of fewer servers than there are, and no longer', async () => {
      const [sent, { requests }] = await rounds([page('a'), page('a')], [page('a'), page('b')]);
      expect([sent, requests.length]).to.deep.equal([2, 4]);
    });

    it('four times at most', async () => {
      expect((await rounds([page('a')]))[0]).to.equal(4);
    });

    it('not once one got no page, which fails the check', async () => {
      expect((await rounds([page('a'), noResponse(28)]))[0]).to.equal(1);
    });
  });
});
