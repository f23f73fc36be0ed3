import { expect } from 'chai';
import type { HttpResult } from '../../../src/probes/http-result.ts';
import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { noResponse, request, shownRequest } from '../../helpers/wire.ts';

const URL = 'http://192.168.0.240/';
const wanted: WrittenCheck<'http'> = {
  kind: 'http',
  from: 'lanclient',
  url: URL,
  bodies: ['192.168.0.223 bbs', '192.168.0.224 bbs'],
};

const web01 = request();
const web02 = request({ body: '192.168.0.224 bbs\n' });
const shown = (outcome: string): string => shownRequest('lanclient', URL, outcome);

const from = (source: string): HttpResult => request({ source });

describe('http', () => {
  it('passes with pages of different real servers', () => {
    expectPass(judged(wanted, { observed: [web01, web02] }), [
      shown('200 192.168.0.223 bbs'),
      shown('200 192.168.0.224 bbs'),
    ]);
  });

  it('passes with blanks and line ends around the page', () => {
    expectPass(judged(wanted, { observed: [request({ body: '\n 192.168.0.223 bbs \r\n' })] }), [
      shown('200 192.168.0.223 bbs'),
    ]);
  });

  describe('of an upload that must be sent as it was offered', () => {
    const upload: WrittenCheck<'http'> = { ...wanted, uploadBytes: 100_000, asOffered: true };
    const sending = (sent: HttpResult['sent'], check = upload) =>
      judged(check, { observed: [request(sent && { sent })] });

    it('passes when segments are as large as the offer, with timestamps or without', () => {
      expect(sending({ offered: 1460, segment: 1448, mtu: 1500 }).passed).to.equal(true);
      expect(sending({ offered: 1440, segment: 1440, mtu: 1500 }).passed).to.equal(true);
      expect(sending({ offered: 8960, segment: 1448, mtu: 1500 }).passed).to.equal(true);
      // What the client learned earlier does not matter once it is offered less than that.
      expect(sending({ offered: 1440, segment: 1428, mtu: 1480 }).passed).to.equal(true);
    });

    it('fails when the kernel of the client believes in a smaller MTU, and says what it sent', () => {
      const finding = sending({ offered: 1460, segment: 1428, mtu: 1480 });
      expectFail(
        finding,
        'the upload arrived only because lanclient sent less than it was offered: an MSS of 1460, segments of 1428 bytes, a path MTU of 1480 by ICMP or by its own settings; other clients know nothing of that',
        finding.evidence,
      );
    });

    it('fails when the offer was made smaller on the client', () => {
      expect(sending({ offered: 1460, segment: 1428, mtu: 1500 }).passed).to.equal(false);
    });

    it('is not asked for by other checks', () => {
      expect(sending({ offered: 1460, segment: 1428, mtu: 1480 }, { ...wanted, uploadBytes: 5 }).passed).to.equal(true);
    });
  });

  const exits = [
    { exitCode: 7, why: 'the connection was refused, or there is no route' },
    { exitCode: 28, why: 'no answer in time: somebody on the way dropped the packets' },
    { exitCode: 45, why: 'the source address could not be used' },
    { exitCode: 52, why: 'the server closed the connection without a response' },
    { exitCode: 56, why: 'the connection was reset' },
    { exitCode: 6, why: 'curl exit status 6' },
  ];
  for (const { exitCode, why } of exits) {
    it(`fails when curl ends with ${exitCode}: ${why}`, () => {
      expectFail(judged(wanted, { observed: [noResponse(exitCode)] }), `lanclient gets no page from ${URL}: ${why}`, [
        shown(`exit ${exitCode}`),
      ]);
    });
  }

  it('fails when only the last of several requests fails', () => {
    expectFail(
      judged(wanted, { observed: [web01, web02, noResponse(7)] }),
      `lanclient gets no page from ${URL}: the connection was refused, or there is no route`,
      [shown('200 192.168.0.223 bbs'), shown('200 192.168.0.224 bbs'), shown('exit 7')],
    );
  });

  it('fails when the page stops in the middle, whatever the status said', () => {
    expectFail(
      judged(wanted, { observed: [request({ exitCode: 28, body: '192.168.0.223 bbs' })] }),
      `lanclient gets no page from ${URL}: no answer in time: somebody on the way dropped the packets`,
      [shown('exit 28')],
    );
  });

  it('fails with another status', () => {
    expectFail(
      judged(wanted, { observed: [request({ status: 403, body: '403 Forbidden' })] }),
      `lanclient got HTTP 403 from ${URL}, expected 200`,
      [shown('403 403 Forbidden')],
    );
  });

  const odd = [
    { description: 'the page of a stranger', body: 'hello\n', got: 'hello' },
    { description: 'an empty page', body: '', got: '' },
    {
      description: 'a page that only begins alike',
      body: '192.168.0.223 bbs and more',
      got: '192.168.0.223 bbs and more',
    },
    {
      description: 'a long page, which it shows the beginning of on one line',
      body: `<!DOCTYPE html>\n<html>\n<title>Welcome to nginx!</title>\n${'x'.repeat(100)}`,
      got: `<!DOCTYPE html> <html> <title>Welcome to nginx!</title> ${'x'.repeat(24)}`,
    },
  ];
  for (const { description, body, got } of odd) {
    it(`fails with ${description}`, () => {
      expectFail(
        judged(wanted, { observed: [web01, request({ body })] }),
        `lanclient got a page from ${URL} that no real server of the lab has: "${got}"`,
        [shown('200 192.168.0.223 bbs'), shown(`200 ${got}`)],
      );
    });
  }

  it('names the server that the director gave the failed request to', () => {
    const failed = { ...noResponse(28), source: '192.168.0.17', givenTo: '192.168.0.224' };
    expectFail(
      judged({ ...wanted, director: 'lvs01' }, { observed: [web01, failed] }),
      `lanclient gets no page from ${URL}: no answer in time: somebody on the way dropped the packets; lvs01 gave the request of 192.168.0.17 to web02`,
      [shown('200 192.168.0.223 bbs'), shownRequest('lanclient', URL, 'exit 28', '192.168.0.17')],
    );
  });

  it('shows the first of those that came to the same, and how many more did', () => {
    expectPass(judged(wanted, { observed: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.1'].map(from) }), [
      `${shownRequest('lanclient', URL, '200 192.168.0.223 bbs', '10.0.0.1')}, and 3 more like it, from 2 other clients`,
    ]);
  });

  describe('every page', () => {
    it('passes when each has come', () => {
      expect(judged({ ...wanted, every: true }, { observed: [web01, web02] }).passed).to.equal(true);
    });

    it('fails when one has not, and counts clients, not requests', () => {
      const observed = ['10.0.0.1', '10.0.0.2', '10.0.0.1'].map((source) => request({ source }));
      expectFail(
        judged({ ...wanted, every: true }, { observed }),
        `none of 2 new clients at lanclient got "192.168.0.224 bbs" from ${URL}`,
        [
          `${shownRequest('lanclient', URL, '200 192.168.0.223 bbs', '10.0.0.1')}, and 2 more like it, from 1 other clients`,
        ],
      );
    });
  });

  describe('handshakes', () => {
    const lossy = [
      { description: 'fewer answers than SYNs', change: { syns: 2, synAcks: 1, answeredMs: 400 } },
      { description: 'an answer right after the second SYN', change: { syns: 2, synAcks: 2, answeredMs: 3 } },
    ];
    for (const { description, change } of lossy) {
      it(`fail a page that came with ${description}`, () => {
        const lost = request({ source: '192.168.0.17', ...change });
        expectFail(
          judged(wanted, { observed: [web02, lost] }),
          `lanclient had to send the SYN of 192.168.0.17 to ${URL} 2 times: a packet was lost on the way, and it happened again with another client`,
          [
            shown('200 192.168.0.224 bbs'),
            shownRequest('lanclient', URL, '200 192.168.0.223 bbs', '192.168.0.17').replace(
              ' ms)',
              ` ms, SYN sent 2 times, answered ${change.synAcks} times)`,
            ),
          ],
        );
      });
    }

    it('pass on a slow machine, which answers both SYNs late', () => {
      const slow = request({ syns: 2, synAcks: 2, answeredMs: 300 });
      expect(judged(wanted, { observed: [slow, web02] }).passed).to.equal(true);
    });
  });
});
