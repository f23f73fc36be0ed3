import { expect } from 'chai';
import { makeApp } from '../../../src/server/app.ts';

const TOKEN = 'secret-token';
const app = makeApp({
  port: 4000,
  token: TOKEN,
  title: '<b>exp1</b>',
  failoverPicture: (language) => (language === 'en' ? '<svg/>' : undefined),
  assets: { script: new Uint8Array([1]), style: new Uint8Array([2]) },
});

const HOST = '127.0.0.1:4000';
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  app.request(`http://${HOST}${path}`, { method, headers: { host: HOST, ...headers } });
const COOKIE = { cookie: `lvs-lab-4000=${TOKEN}` };

describe('the answers of the page server', () => {
  it('turn the link into a cookie, and out of the address bar', async () => {
    const answer = await ask(`/?token=${TOKEN}`);
    expect(answer.status).to.equal(303);
    expect(answer.headers.get('location')).to.equal('/');
    expect(answer.headers.get('set-cookie')).to.equal(`lvs-lab-4000=${TOKEN}; HttpOnly; SameSite=Strict; Path=/`);
    expect(await answer.text()).not.to.contain(TOKEN);
  });

  it('lead on from within, where another site has the link: its redirect would bring no cookie', async () => {
    const answer = await ask(`/?token=${TOKEN}`, { 'sec-fetch-site': 'cross-site' });
    expect(answer.status).to.equal(200);
    expect(await answer.text())
      .to.contain('http-equiv="refresh" content="0;url=/"')
      .and.not.to.contain(TOKEN);
  });

  it('are for GET alone', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect((await ask('/', COOKIE, method)).status).to.equal(405);
  });

  it('give no cookie to a wrong link', async () => {
    const answer = await ask('/?token=wrong');
    expect(answer.status).to.equal(403);
    expect(answer.headers.get('set-cookie')).to.equal(null);
  });

  it('all have the security headers, the refusals too', async () => {
    for (const answer of [await ask('/', COOKIE), await ask('/'), await ask('/none', COOKIE)]) {
      expect(answer.headers.get('content-security-policy')).to.contain("default-src 'none'");
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff');
      expect(answer.headers.get('cache-control')).to.equal('no-store');
    }
  });

  it('have a page whose title is text, and whose nonce is another one each time', async () => {
    const texts = await Promise.all([1, 2].map(async () => (await ask('/', COOKIE)).text()));
    const nonces = texts.map((text) => /nonce="([^"]+)"/.exec(text)?.[1]);
    expect(texts[0]).to.contain('&lt;b&gt;exp1&lt;/b&gt;').and.not.to.contain('<b>');
    expect(nonces[0]).to.be.a('string').and.not.to.equal(nonces[1]);
  });

  it('have the picture of the last failover, for those with the token, and none before there was one', async () => {
    const picture = await ask('/failover-en.svg', COOKIE);
    expect(picture.headers.get('content-type')).to.equal('image/svg+xml');
    expect(await picture.text()).to.equal('<svg/>');
    expect((await ask('/failover-en.svg')).status).to.equal(403);
    expect((await ask('/failover-zh.svg', COOKIE)).status).to.equal(404);
    expect((await ask('/failover-xx.svg', COOKIE)).status).to.equal(404);
  });

  it('have the script and the style, and nothing else', async () => {
    const script = await ask('/page.js', COOKIE);
    expect(script.headers.get('content-type')).to.equal('text/javascript; charset=utf-8');
    expect([...new Uint8Array(await script.arrayBuffer())]).to.deep.equal([1]);
    for (const path of ['/index.html', '/../package.json', '/%2e%2e/package.json', '/page.js.map'])
      expect((await ask(path, COOKIE)).status, path).to.equal(404);
  });
});
