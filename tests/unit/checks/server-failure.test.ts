import { expect } from 'chai';
import type { Finding } from '../../../src/checks/kind.ts';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { PacedRequest } from '../../../src/models/failover.ts';
import type { Probes, ServerFailureRequest, ServerFailureResult } from '../../../src/probes/probes.ts';
import { checkOf, expectFail, expectPass, judgedExp2, type WrittenCheck } from '../../helpers/judge.ts';

const URL_OF_VIP = 'http://192.168.0.240/';
const wanted: WrittenCheck<'server-failure'> = {
  kind: 'server-failure',
  from: 'lanclient',
  url: URL_OF_VIP,
  director: 'lvs01',
  servers: ['web01'],
};
const both: typeof wanted = { ...wanted, servers: ['web01', 'web02'], sorry: 'sorry, back soon' };

const MARKS = { fail: 1, out: 5.5, mend: 8 };

/** One every 50 ms from 0 to 9 s; refused are those sent within one of the spans, the first of them included. */
const asked = (...lost: [from: number, until: number][]): PacedRequest[] =>
  Array.from({ length: 180 }, (_, index): PacedRequest => {
    const sent = index / 20;
    const isLost = lost.some(([from, until]) => sent >= from && sent < until);
    if (isLost) return { sent, answered: undefined, status: 0, loss: 'refused' };
    return { sent, answered: sent + 0.01, status: 200 };
  });

/** As `asked`, and all that is answered is answered by one page. */
const paged = (page: string): PacedRequest[] =>
  asked([2, 4]).map((one) => ({ ...one, ...(one.answered !== undefined && { page }) }));

/** As `asked`, and one request late. */
const answeredAfter = (seconds: number): PacedRequest[] =>
  asked([2, 4]).map((one) => (one.sent === 6.5 ? { ...one, answered: one.sent + seconds } : one));

/** web01 is stopped at 1 s, out of the table at 5.5 s, mended at 8 s and back 4 s later; half the requests lost a while. */
const seen = (change: Partial<ServerFailureResult> = {}): ServerFailureResult => ({
  wasReady: true,
  removalMs: 4500,
  comebackMs: 4000,
  removal: { min: 3000, max: 9000 },
  comeback: { min: 0, max: 6000 },
  requests: asked([2, 4]),
  marks: MARKS,
  meanwhile: { exitCode: 0, body: '192.168.0.224 bbs' },
  ...change,
});

const judge = (observed: ServerFailureResult | undefined, check = wanted): Finding => judgedExp2(check, { observed });

const OUT = "web01 out of lvs01's table after 4.5 s, predicted 3.0 s to 9.0 s";
const LOST = '40 requests lost (40 refused) until then, 0 requests lost afterwards, of 140';
const GOT = 'a client got meanwhile: 192.168.0.224 bbs';
const BACK = 'back in the table after 4.0 s, predicted 0.0 s to 6.0 s';

describe('server-failure', () => {
  it('passes when the server leaves in time, nothing is lost afterwards, and it comes back in time', () => {
    expectPass(judge(seen()), [OUT, LOST, GOT, BACK]);
  });

  it('passes when it takes less than predicted', () => {
    expect(judge(seen({ removalMs: 10, comebackMs: 10 })).passed).to.equal(true);
  });

  describe('when nothing was broken', () => {
    it('fails when keepalived does not check a server', () => {
      expectFail(judge(undefined), 'nothing was broken: keepalived on lvs01 does not check web01', []);
      expectFail(judge(undefined, both), 'nothing was broken: keepalived on lvs01 does not check web01, web02', []);
    });

    it('fails when there was no page, or a server was not in the table, even before', () => {
      expectFail(
        judge(seen({ wasReady: false, removalMs: undefined, comebackMs: undefined, marks: {} })),
        `nothing was broken: lanclient gets no steady answer from ${URL_OF_VIP}, or web01 is not in lvs01's table`,
        [],
      );
    });
  });

  describe('of the time in the table', () => {
    it('fails when the server never left it, whatever else was wrong', () => {
      const never = "web01 out of lvs01's table never within the test, predicted 3.0 s to 9.0 s";
      expectFail(
        judge(seen({ removalMs: undefined, comebackMs: undefined })),
        "web01 stayed in lvs01's table to the end of the test, expected at most 9.0 s",
        [never, LOST, GOT, BACK.replace('after 4.0 s', 'never within the test')],
      );
    });

    it('fails when it left too late, and lets it be late by the tolerance', () => {
      expect(judge(seen({ removalMs: 10_000 })).passed).to.equal(true);
      expectFail(
        judge(seen({ removalMs: 10_001 })),
        "web01 stayed in lvs01's table for 10.0 s, expected at most 9.0 s",
        [OUT.replace('4.5', '10.0'), LOST, GOT, BACK],
      );
      expect(judge(seen({ removalMs: 9001 }), { ...wanted, toleranceMs: 0 }).passed).to.equal(false);
      expect(judge(seen({ removalMs: 9000 }), { ...wanted, toleranceMs: 0 }).passed).to.equal(true);
    });

    it('fails when the server never came back', () => {
      expectFail(
        judge(seen({ comebackMs: undefined })),
        "web01 came back into lvs01's table never within the test, expected at most 6.0 s",
        [OUT, LOST, GOT, BACK.replace('after 4.0 s', 'never within the test')],
      );
    });

    it('fails when it came back too late, and lets it be late by the tolerance', () => {
      expect(judge(seen({ comebackMs: 7000 })).passed).to.equal(true);
      expectFail(
        judge(seen({ comebackMs: 7500 })),
        "web01 came back into lvs01's table after 7.5 s, expected at most 6.0 s",
        [OUT, LOST, GOT, BACK.replace('4.0', '7.5')],
      );
      expect(judge(seen({ comebackMs: 6001 }), { ...wanted, toleranceMs: 0 }).passed).to.equal(false);
    });
  });

  describe('of requests after the servers left', () => {
    // 18 requests were sent from 5.8 s, when it has settled, until 6.7 s, 1.3 s before it is mended: all have to be answered
    // before that.
    const rows = [
      { description: 'a single one', lost: 1, span: [5.9, 5.95] as const, passed: false },
      { description: 'all of them', lost: 18, span: [5.8, 6.7] as const, passed: false },
    ];
    for (const { description, lost, span, passed } of rows) {
      it(`${passed ? 'passes' : 'fails'} with ${description}`, () => {
        const finding = judge(seen({ requests: asked([2, 4], [...span]) }));
        const evidence = [
          OUT,
          LOST.replace(', 0 requests lost', `, ${lost} requests lost (${lost} refused)`),
          GOT,
          BACK,
        ];
        if (passed) expectPass(finding, evidence);
        else expectFail(finding, `${lost} requests were lost although web01 had left lvs01's table`, evidence);
      });
    }

    it('does not count those that were under way while the table changed, nor those after the mending', () => {
      expect(judge(seen({ requests: asked([2, 5.8], [6.7, 9]) })).passed).to.equal(true);
    });

    it('does not count one whose first packet got lost, and which was answered a second later', () => {
      expect(judge(seen({ requests: answeredAfter(1.1) })).passed).to.equal(true);
    });

    it('counts one that was answered only once the server was mended', () => {
      expect(judge(seen({ requests: answeredAfter(1.6) })).passed).to.equal(false);
    });

    it('says how they were lost', () => {
      const silent = asked([2, 3]).map((one): PacedRequest =>
        one.sent >= 3 && one.sent < 3.2 ? { sent: one.sent, answered: undefined, status: 0, loss: 'silent' } : one,
      );
      const finding = judge(seen({ requests: silent }));
      expect(finding.evidence[1]).to.contain('24 requests lost (20 refused, 4 silent) until then');
    });

    it('does not count those before the failure among those until the server left', () => {
      expectPass(judge(seen({ requests: asked([0, 1], [2, 4]) })), [OUT, LOST, GOT, BACK]);
    });
  });

  describe('of pages meanwhile', () => {
    const PAGES = { web01: '192.168.0.223 bbs', web02: '192.168.0.224 bbs' };
    const known: typeof wanted = { ...wanted, pages: PAGES };
    it('passes with that of the server that is left', () => {
      expectPass(judge(seen({ requests: paged(PAGES.web02) }), known), [OUT, LOST, GOT, BACK]);
    });

    it('fails with the sorry page, though nothing is lost', () => {
      expectFail(
        judge(seen({ requests: paged('sorry, back soon') }), known),
        'with web01 down, clients got "sorry, back soon", expected the page of web02, which still serves',
        [OUT, LOST, GOT, BACK],
      );
    });

    it('fails with the page of the server that should be out', () => {
      const finding = judge(seen({ requests: paged(PAGES.web01) }), known);
      expect(finding.passed).to.equal(false);
    });

    it('asks about the pages of all, and names the nodes that have them', async () => {
      const check = checkOf(known);
      const requests: ServerFailureRequest[] = [];
      const serverFailure = async (request: ServerFailureRequest) => void requests.push(request);
      await kindOf(check).observe?.(check, { serverFailure } as unknown as Probes);
      expect(requests[0]?.pages).to.deep.equal(Object.values(PAGES));
      expect(kindOf(check).nodes(check)).to.deep.include({ path: ['pages', 'web02'], node: 'web02' });
    });
  });

  describe('with a sorry_server', () => {
    const SORRY = { exitCode: 0, body: 'sorry, back soon' };
    const OUT_BOTH = OUT.replace('web01', 'web01, web02');
    it('passes when clients get its page', () => {
      expectPass(judge(seen({ meanwhile: SORRY }), both), [
        OUT_BOTH,
        LOST,
        'a client got meanwhile: sorry, back soon',
        BACK,
      ]);
    });

    it('passes though requests are lost: its page is what counts', () => {
      expect(judge(seen({ meanwhile: SORRY, requests: asked([2, 8]) }), both).passed).to.equal(true);
    });

    it('fails with another page', () => {
      expectFail(
        judge(seen(), both),
        'with web01, web02 down, clients got "192.168.0.224 bbs", expected "sorry, back soon" of the sorry_server',
        [OUT_BOTH, LOST, GOT, BACK],
      );
    });

    it('fails without any page, and names what curl said', () => {
      expectFail(
        judge(seen({ meanwhile: { exitCode: 7, body: '' } }), both),
        'with web01, web02 down, clients got curl 7, expected "sorry, back soon" of the sorry_server',
        [OUT_BOTH, LOST, 'a client got meanwhile: nothing (curl ended with 7)', BACK],
      );
    });
  });

  it('asks for what its parameters say, and disturbs', async () => {
    const requests: ServerFailureRequest[] = [];
    const probes: Pick<Probes, 'serverFailure'> = {
      serverFailure: async (request) => {
        requests.push(request);
        return undefined;
      },
    };
    for (const written of [wanted, { ...both, failure: 'silence', intervalMs: 20 } as const]) {
      const check = checkOf(written);
      expect(kindOf(check).disturbs).to.equal('lab');
      await kindOf(check).observe?.(check, probes as Probes);
    }
    const common = { from: 'lanclient', url: URL_OF_VIP, director: 'lvs01' };
    expect(requests).to.deep.equal([
      { ...common, servers: ['web01'], failure: 'service', intervalMs: 50, pages: [] },
      { ...common, servers: ['web01', 'web02'], failure: 'silence', intervalMs: 20, pages: [] },
    ]);
  });
});
