import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { readSubmission } from '../../src/actions/submission/read.ts';
import { instanceOf } from '../../src/class/state.ts';
import { browserOrSkip } from '../helpers/browser.ts';
import { serveClassIn, tokensIn, type ClassServer } from '../helpers/class-server.ts';
import { lab, labFine } from '../helpers/lab.ts';

const PORT = 18_431;
const ORIGIN = `http://127.0.0.1:${PORT}`;
const COOKIE = `lvs-lab-class-${PORT}`;
/** Long enough for a busy machine to open a page, short enough for a test to wait for it. */
const IDLE_MINUTES = 0.1;

const FILE = `class: e2eclass
title: { zh: 网络课程, en: Networks }
roster: students.csv
languages: [en, zh]
labs:
  - lab: arp
  - lab: exp1
    opens: 2099-01-01T08:00+08:00
  - lab: exp2
    closes: 2020-01-01T08:00+08:00
limits: { running: 1, starting: 1 }
idleMinutes: ${IDLE_MINUTES}
listen: { port: ${PORT} }
`;
/** The heading and two names in GBK, as Excel writes CSV in China. */
const ROSTER = Buffer.concat([
  Buffer.from('d1a7bac52cd0d5c3fb0d0a', 'hex'),
  Buffer.from('s1,'),
  Buffer.from('d5c5c8fd', 'hex'),
  Buffer.from('\r\ns2,'),
  Buffer.from('c0eecbc4', 'hex'),
  Buffer.from('\r\n'),
]);
const FIRST = instanceOf('e2eclass', { student: 's1', lab: 'arp' });

const status = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: PORT, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });

const upgrade = (path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${PORT}${path}`, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (_, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });

const addresses = async (): Promise<string> => labFine(['exec', 'arp', '--as', FIRST, 'web01', 'ip', 'address']);

describe('a class on one server', function () {
  let folder: string;
  let server: ClassServer;
  let browser: Browser;
  let student: BrowserContext;
  let page: Page;
  let tokens: Record<string, string>;

  const as = (id: string): Record<string, string> => ({ cookie: `${COOKIE}=${tokens[id]}`, origin: ORIGIN });
  const row = (id: string) => page.locator(`tr[data-lab="${id}"]`);
  const begin = async (text: string): Promise<void> => {
    await row('arp').getByRole('button', { name: text }).click();
    await page.locator('tr[data-lab="arp"][data-state="running"]').waitFor({ timeout: 60_000 });
  };
  const openLab = async (): Promise<void> => {
    await row('arp').getByRole('link', { name: 'Open' }).click();
    await page.locator('main').waitFor();
  };

  before(async function () {
    browser = await browserOrSkip(this);
    folder = await mkdtemp(join(tmpdir(), 'class-'));
    await writeFile(join(folder, 'class.yaml'), FILE);
    await writeFile(join(folder, 'students.csv'), ROSTER);
    await labFine(['serve', join(folder, 'class.yaml'), '--links', join(folder, 'links.csv')]);
    tokens = await tokensIn(folder);
    server = await serveClassIn(folder);
    student = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    page = await student.newPage();
  });

  after(async () => {
    await browser?.close();
    await server?.end('SIGINT');
    await lab(['stop', 'arp', '--as', FIRST]);
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('shows a student the labs of the class, and lets him start those that are open', async () => {
    await page.goto(`${ORIGIN}/?token=${tokens['s1']}`);
    expect(page.url()).to.equal(`${ORIGIN}/`);
    expect(await page.locator('header').innerText()).to.contain('张三');
    expect(await row('exp1').innerText()).to.contain('not open yet');
    expect(await row('exp1').getByRole('button').count()).to.equal(0);
    await begin('Start');
  });

  it('makes the next one wait for a place, and tells how many are before him', async () => {
    expect(await status('/labs/arp/start', as('s2'), 'POST')).to.equal(303);
    const text = await (await fetch(`${ORIGIN}/`, { headers: as('s2') })).text();
    expect(text).to.contain('waiting: 0 before you');
  });

  it('has his lab on the page, where he works, and takes what he hands in', async () => {
    await openLab();
    await page.locator('[data-machine="web01"], .machine', { hasText: 'web01' }).first().click();
    const terminal = page.locator('.xterm').first();
    await terminal.waitFor();
    await delay(1500);
    await page.keyboard.type('ip address add 10.9.8.7/32 dev lo; echo kept >/root/kept\n');
    await delay(1500);
    expect(await addresses()).to.contain('10.9.8.7');
    await page.getByRole('link', { name: 'My labs' }).click();
    await row('arp').getByRole('button', { name: 'Hand in' }).click();
    await page.waitForLoadState();
    expect(await row('arp').locator('td').nth(4).innerText()).not.to.equal('no');
    const path = join(folder, 'class-state/handed-in/arp/s1.tar.gz');
    const { nodes, student: by, variant } = await readSubmission({ name: 's1', path });
    expect([by, variant]).to.deep.equal(['s1', 's1']);
    expect(nodes['web01']?.commands.map(({ run }) => run)).to.include(
      'ip address add 10.9.8.7/32 dev lo; echo kept >/root/kept',
    );
  });

  it('lets nobody else near it: not another student, not who has no link, and no other site', async () => {
    const others = { 'no cookie': { origin: ORIGIN }, 'a wrong one': { origin: ORIGIN, cookie: `${COOKIE}=x` } };
    const paths = ['/', '/class.css', '/icon.svg', '/labs/arp/', '/labs/arp/page.js', '/labs/arp/page.css', '/none'];
    for (const [who, headers] of Object.entries(others)) {
      for (const path of paths) expect(await status(path, headers), `${who} ${path}`).to.equal(403);
      for (const verb of ['start', 'hand-in'])
        expect(await status(`/labs/arp/${verb}`, headers, 'POST'), `${who} ${verb}`).to.equal(403);
      expect(await upgrade('/labs/arp/live', headers), who).to.equal(403);
    }
    const evil = { ...as('s1'), origin: 'http://evil.example' };
    expect(await status('/labs/arp/hand-in', evil, 'POST')).to.equal(403);
    expect(await status('/labs/arp/hand-in', { cookie: as('s1')['cookie'] ?? '' }, 'POST')).to.equal(403);
    expect(await upgrade('/labs/arp/live', evil)).to.equal(403);
    expect(await status('/', { ...as('s1'), host: `evil.example:${PORT}` })).to.equal(403);
    // The other student waits for a lab of his own, and gets nothing of the one that runs.
    expect(await status('/labs/arp/', as('s2'))).to.equal(303);
    expect(await upgrade('/labs/arp/live', as('s2'))).to.equal(404);
    expect(await upgrade(`/labs/${FIRST}/live`, as('s2'))).to.equal(404);
    expect(await status('/labs/arp/hand-in', as('s2'), 'POST')).to.equal(409);
    expect(await upgrade('/labs/arp/live', as('s1'))).to.equal(101);
  });

  it('refuses what is not open, is closed, or is no lab of the class', async () => {
    expect(await status('/labs/exp1/start', as('s1'), 'POST')).to.equal(403);
    expect(await status('/labs/exp2/hand-in', as('s1'), 'POST')).to.equal(403);
    expect(await status('/labs/exp3/start', as('s1'), 'POST')).to.equal(404);
    expect(await status('/labs/exp1/', as('s1'), 'PUT')).to.equal(405);
  });

  it('goes on after a kill with the lab as it is', async () => {
    await server.end('SIGKILL');
    server = await serveClassIn(folder);
    await page.goto(`${ORIGIN}/`);
    await page.locator('tr[data-lab="arp"][data-state="running"]').waitFor({ timeout: 30_000 });
    expect(await row('arp').locator('td').nth(4).innerText()).not.to.equal('no');
    expect(await addresses()).to.contain('10.9.8.7');
  });

  it('stops a lab that nobody looks at, and does its work again when he is back', async () => {
    await page.locator('tr[data-lab="arp"][data-state="stopped"]').waitFor({ timeout: 90_000 });
    expect((await lab(['exec', 'arp', '--as', FIRST, 'web01', 'true'])).exitCode).to.equal(2);
    await begin('Go on');
    await openLab();
    await page.locator('.notice', { hasText: 'recorded commands were done again: ' }).waitFor();
    expect(await addresses()).to.contain('10.9.8.7');
    // What was done before is in what is handed in now, once.
    expect(await status('/labs/arp/hand-in', as('s1'), 'POST')).to.equal(303);
    const path = join(folder, 'class-state/handed-in/arp/s1.tar.gz');
    const { nodes } = await readSubmission({ name: 's1', path });
    const runs = nodes['web01']?.commands.map(({ run }) => run) ?? [];
    expect(runs.filter((run) => run.startsWith('ip address add 10.9.8.7'))).to.have.length(1);
    expect(nodes['web01']?.files.map(({ path: file }) => file)).to.include('/root/kept');
  });

  it('has no use for a link that was withdrawn, and gives another one', async () => {
    await labFine(['serve', join(folder, 'class.yaml'), '--links', '--withdraw', 's2', '--renew', 's1']);
    await delay(3000);
    expect(await status('/', as('s2'))).to.equal(403);
    expect(await status('/', as('s1'))).to.equal(403);
    tokens = await tokensIn(folder);
    expect(tokens['s2']).to.equal(null);
    expect(await status('/', as('s1'))).to.equal(200);
  });
});
