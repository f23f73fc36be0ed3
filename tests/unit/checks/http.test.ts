import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { noResponse, request, shownRequest } from '../../helpers/wire.ts';

const URL = 'http://192.168.0.240/';
const wanted: WrittenCheck = {
  kind: 'http',
  from: 'lanclient',
  url: URL,
  bodies: ['192.168.0.223 bbs', '192.168.0.224 bbs'],
};

const web01 = request();
const web02 = request({ body: '192.168.0.224 bbs\n' });
const shown = (outcome: string): string => shownRequest('lanclient', URL, outcome);

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
});
