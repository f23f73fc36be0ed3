import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { serverMessage } from '../../src/contract/messages.ts';
import { violationsOf } from '../helpers/axe.ts';
import { browserOrSkip } from '../helpers/browser.ts';
import { labFine } from '../helpers/lab.ts';
import { openPage, wirePage, type Opened } from '../helpers/opened.ts';

const INSTANCE = 'e2e-open-failover';
const ENDED_MS = 90_000;

describe('lab open: a failover', function () {
  this.timeout(240_000);
  let opened: Opened;
  let browser: Browser;
  let page: Page;

  before(async function () {
    browser = await browserOrSkip(this);
    await labFine(['start', 'exp2', '--as', INSTANCE, '--solve']);
    opened = await openPage('exp2', INSTANCE);
    page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } })).newPage();
    await page.goto(opened.url.href);
    await page.getByRole('tab', { name: 'Failover' }).click();
  });
  after(async () => {
    await browser?.close();
    await opened?.interrupt();
    await labFine(['stop', 'exp2', '--as', INSTANCE]);
  });

  it('refuses an unknown trigger, and a director that the page chooses, and ends the connection', async () => {
    for (const message of [
      { type: 'failover', trigger: 'reboot' },
      { type: 'failover', trigger: 'stop', node: 'lvs02' },
      { type: 'failover', trigger: ['stop'] },
      { type: 'failover' },
    ]) {
      const { socket } = await wirePage(opened);
      const closed = new Promise<number>((resolve) => socket.once('close', resolve));
      socket.send(JSON.stringify(message));
      expect(await closed, JSON.stringify(message)).to.equal(1008);
    }
  });

  it('is begun by a button, seen while it goes on, and ends with what was measured and its picture', async () => {
    const wired = await wirePage(opened);
    await page.locator('[data-trigger=node] button').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Power off' }).click();
    await page.locator('[data-phase=broken]').waitFor({ timeout: ENDED_MS });
    // One at a time with all else that changes the lab, whichever page asks.
    wired.send({ type: 'failover', trigger: 'stop' });
    expect((await wired.next('problem')).text).to.equal(
      'the page is at work on the lab (failover node): wait for its end',
    );
    wired.send({ type: 'check', only: [] });
    expect((await wired.next('problem')).text).to.equal('the page is changing the lab: wait for its end');
    await page.locator('.failover-lanes .lost').first().waitFor();
    await page.locator('[data-phase=ended]').waitFor({ timeout: ENDED_MS });

    const { failover } = await wired.next('failover', ({ failover: one }) => one.result !== null);
    const { result, phases, advertisements, requests, holdings } = failover;
    expect(result?.passed, JSON.stringify(result?.reason)).to.equal(true);
    expect(phases.map(({ phase }) => phase)).to.deep.equal(['asking', 'broken', 'taken-over', 'mended', 'ended']);
    const at = (name: string): number => phases.find(({ phase }) => phase === name)?.at ?? NaN;
    const during = advertisements.filter((one) => one.at > at('broken') && one.at < at('mended'));
    expect([...new Set(during.map(({ node, priority }) => `${node} ${priority}`))]).to.deep.equal(['lvs02 100']);
    expect(advertisements.some(({ node, priority }) => node === 'lvs01' && priority === 150)).to.equal(true);
    expect(holdings.map(({ nodes }) => nodes.join(' '))).to.include.members(['lvs01', 'lvs02']);
    // What was told while it went on agrees with what was measured.
    const lost = requests.filter(({ isAnswered, from }) => !isAnswered && from < at('mended'));
    const silence = Math.max(...lost.map(({ to }) => to)) - Math.min(...lost.map(({ from }) => from));
    expect(silence).to.be.closeTo(result?.measured?.outageMs ?? NaN, 250);
    for (const one of wired.received) serverMessage.parse(one);

    expect(await page.locator('[data-outage]').textContent()).to.match(/^[2-4]\.\d\d s$/);
    expect(await violationsOf(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'The whole picture' }).click();
    const picture = page.getByRole('dialog').getByRole('img');
    await picture.waitFor();
    expect(await picture.getAttribute('alt')).to.contain('lvs02 received no advertisement');
    await page.waitForFunction(() => (document.querySelector('dialog img') as HTMLImageElement).naturalWidth === 1000);
    expect(await violationsOf(page), 'the picture').to.deep.equal([]);
    await page.getByRole('button', { name: 'Close' }).click();
    wired.socket.terminate();
  });

  it('is shown to a page that comes later', async () => {
    const { socket, next } = await wirePage(opened);
    const hello = await next('hello');
    expect(hello.directors).to.deep.equal({ director: 'lvs01', backup: 'lvs02' });
    expect(hello.failover?.result?.passed).to.equal(true);
    socket.terminate();
  });

  it('mends the director, also when the server is ended in the middle', async () => {
    const { send, next } = await wirePage(opened);
    send({ type: 'failover', trigger: 'pause' });
    await next('failover', ({ failover }) => failover.phases.some(({ phase }) => phase === 'broken'));
    expect(await opened.interrupt()).to.equal(0);
    const addresses = await labFine(['exec', 'exp2', 'lvs01', '--as', INSTANCE, '--', 'ip', '-o', '-4', 'address']);
    expect(addresses).to.contain('192.168.0.240/');
  });
});
