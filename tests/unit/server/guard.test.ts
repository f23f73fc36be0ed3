import { expect } from 'chai';
import {
  cookieHeader,
  isAllowedHost,
  isSameOrigin,
  isSameToken,
  newToken,
  readCookie,
  refusalOf,
  securityHeaders,
} from '../../../src/server/guard.ts';

const PORT = 4000;
const TOKEN = 'a'.repeat(43);
const COOKIE = `lvs-lab-4000=${TOKEN}`;
const HOST = '127.0.0.1:4000';
const ORIGIN = 'http://127.0.0.1:4000';

describe('the guard of the page', () => {
  it('makes tokens of 256 bits, another one each time', () => {
    const tokens = new Set(Array.from({ length: 100 }, newToken));
    expect(tokens.size).to.equal(100);
    for (const token of tokens) expect(token).to.match(/^[\w-]{43}$/);
  });

  it('takes the same token only', () => {
    expect(isSameToken(TOKEN, TOKEN)).to.equal(true);
    for (const other of [undefined, '', 'a', `${TOKEN}a`, TOKEN.slice(1), `${TOKEN.slice(1)}b`]) {
      expect(isSameToken(other, TOKEN), other).to.equal(false);
    }
    expect(isSameToken(undefined, '')).to.equal(false);
  });

  it('takes the names of this machine with its own port only', () => {
    for (const host of [HOST, 'localhost:4000', 'LOCALHOST:4000'])
      expect(isAllowedHost(host, PORT), host).to.equal(true);
    for (const host of [
      undefined,
      '',
      '127.0.0.1',
      '127.0.0.1:4001',
      'localhost',
      'localhost.attacker.example:4000',
      'attacker.example:4000',
      '127.0.0.1:4000.attacker.example',
      '127.0.0.2:4000',
      '0.0.0.0:4000',
      '127.0.0.1:4000, attacker.example',
    ])
      expect(isAllowedHost(host, PORT), host).to.equal(false);
  });

  it('takes the origin of the very same name only', () => {
    expect(isSameOrigin(ORIGIN, HOST)).to.equal(true);
    for (const origin of [
      'null',
      '',
      'https://127.0.0.1:4000',
      'http://localhost:4000',
      'http://127.0.0.1',
      `${ORIGIN}/`,
    ])
      expect(isSameOrigin(origin, HOST), origin).to.equal(false);
  });

  it('reads a cookie that is there once', () => {
    expect(readCookie(`x=1; ${COOKIE}; y=2`, 'lvs-lab-4000')).to.equal(TOKEN);
    expect(readCookie(`x${COOKIE}`, 'lvs-lab-4000')).to.equal(undefined);
    expect(readCookie(`${COOKIE}; ${COOKIE}`, 'lvs-lab-4000')).to.equal(undefined);
    expect(readCookie(undefined, 'lvs-lab-4000')).to.equal(undefined);
  });

  it('keeps the cookie from scripts and from other sites', () => {
    expect(cookieHeader(PORT, TOKEN)).to.equal(`${COOKIE}; HttpOnly; SameSite=Strict; Path=/`);
  });

  const fine = { host: HOST, origin: ORIGIN, cookie: COOKIE };
  const cases = [
    { asked: fine, needsOrigin: true, refusal: undefined },
    { asked: { ...fine, origin: undefined }, needsOrigin: false, refusal: undefined },
    { asked: { ...fine, origin: undefined }, needsOrigin: true, refusal: 'origin' },
    { asked: { ...fine, origin: 'http://attacker.example' }, needsOrigin: false, refusal: 'origin' },
    { asked: { ...fine, host: 'localhost:4000' }, needsOrigin: true, refusal: 'origin' },
    { asked: { ...fine, host: undefined }, needsOrigin: true, refusal: 'host' },
    { asked: { ...fine, host: 'attacker.example:4000' }, needsOrigin: true, refusal: 'host' },
    { asked: { ...fine, cookie: undefined }, needsOrigin: true, refusal: 'token' },
    { asked: { ...fine, cookie: 'lvs-lab-4000=other' }, needsOrigin: true, refusal: 'token' },
    { asked: { ...fine, cookie: `lvs-lab-4001=${TOKEN}` }, needsOrigin: true, refusal: 'token' },
  ];
  for (const { asked, needsOrigin, refusal } of cases) {
    it(`${refusal === undefined ? 'takes' : `refuses for its ${refusal}`} ${JSON.stringify(asked)}${needsOrigin ? ' of a WebSocket' : ''}`, () => {
      expect(refusalOf(asked, { port: PORT, token: TOKEN, needsOrigin })).to.equal(refusal);
    });
  }

  it('lets the page run no script that is written into it, load from nowhere else, and be framed by nobody', () => {
    const policy = securityHeaders(HOST, 'n0nce')['Content-Security-Policy'] ?? '';
    const rules = Object.fromEntries(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]));
    expect(rules['default-src']).to.deep.equal(["'none'"]);
    expect(rules['script-src']).to.deep.equal(["'self'"]);
    expect(rules['style-src']).to.deep.equal(["'self'", "'nonce-n0nce'"]);
    expect(rules['connect-src']).to.deep.equal(["'self'", `ws://${HOST}`]);
    expect(rules['frame-ancestors']).to.deep.equal(["'none'"]);
    expect(policy).not.to.match(/unsafe|\*|https?:/);
  });
});
