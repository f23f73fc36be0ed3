import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { MAX_TERMINALS_PER_NODE } from '../../src/contract/limits.ts';
import { serverMessage } from '../../src/contract/messages.ts';
import { browserOrSkip } from '../helpers/browser.ts';
import { lab, labFine, onNode } from '../helpers/lab.ts';
import { openPage, openShell, upgradeStatus, wirePage, type Opened, type Wired } from '../helpers/opened.ts';

const INSTANCE = 'e2e-open';
const VIP = '192.168.0.240';
/** A change on a machine is on the page within this time; the machine that runs the tests may be busy with other tests. */
const SEEN_MS = 300;
const ROUNDS = 9;

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

/** The status of a GET with exactly these headers. */
const status = ({ url }: Opened, path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: url.port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });

/**
 * From the end of the command, which its shell's next prompt tells, to the page; 0 when the page had it before. How long the command itself
 * takes is not the page's.
 */
const seenWithin = async (page: Wired, typed: string, id: string, is: (text: string) => boolean): Promise<number> => {
  const prompt = page
    .next('terminal-output', (message) => message.id === id && message.data.includes(']# '))
    .then(() => performance.now());
  const seen = page.next('machine', ({ machine }) => is(JSON.stringify(machine))).then(() => performance.now());
  page.send({ type: 'terminal-input', id, data: `${typed}\r` });
  return Math.max(0, (await seen) - (await prompt));
};

const card = (page: Page, name: string) => page.locator(`[data-machine=${name}]`);
const terminal = (page: Page) => page.locator('.pane.active .xterm-rows');

describe('lab open', function () {
  this.timeout(240_000);
  let opened: Opened;
  const fine = (): Record<string, string> => ({ host: opened.url.host, cookie: opened.cookie });

  before(async () => {
    await labFine(['start', 'exp1', '--as', INSTANCE, '--solve']);
    opened = await openPage('exp1', INSTANCE);
  });
  after(async () => {
    await opened?.interrupt();
    await labFine(['stop', 'exp1', '--as', INSTANCE]);
  });

  it('once more finds the server that is there', async () => {
    const stdout = await labFine(['open', 'exp1', '--as', INSTANCE, '--no-browser', '--json']);
    expect((JSON.parse(stdout) as { url: string }).url).to.equal(opened.url.href);
  });

  it('of a lab that does not run starts it; on a port that is taken says so, and leaves what it started', async () => {
    const port = ['--port', opened.url.port];
    const { exitCode, stderr } = await lab(['open', 'scripts', '--as', 'e2e-open-port', '--no-browser', ...port]);
    try {
      expect(stderr).to.contain('starting 4 nodes of e2e-open-port');
      expect(stderr).to.match(/e2e-open-port is running: 4 nodes \([\d.]+ s\)/);
      expect(exitCode).to.equal(2);
      expect(stderr).to.contain(`--port ${opened.url.port} cannot be used: another program has it`);
      const again = await openPage('scripts', 'e2e-open-port');
      expect(await again.interrupt()).to.equal(0);
      expect(await labFine(['status', 'scripts', '--as', 'e2e-open-port'])).to.contain('running');
    } finally {
      await labFine(['stop', 'scripts', '--as', 'e2e-open-port']);
    }
  });

  it('of the same name for another lab does not give the page of the first', async () => {
    const { exitCode, stderr, stdout } = await lab(['open', 'scripts', '--as', INSTANCE, '--no-browser']);
    expect(exitCode).to.equal(2);
    expect(stdout).to.equal('');
    expect(stderr).to.contain(INSTANCE);
  });

  describe('refuses', () => {
    const paths = ['/', '/page.js', '/page.css', '/icon.svg', '/alive', '/live', '/none'];

    for (const path of paths) {
      it(`GET ${path} without a token, with a wrong one, under another name, and from another page`, async () => {
        const wrong = `${opened.cookie.slice(0, -1)}${opened.cookie.endsWith('A') ? 'B' : 'A'}`;
        const asked: Record<string, Record<string, string>> = {
          'no token': { host: opened.url.host },
          'a wrong token': { ...fine(), cookie: wrong },
          'a cookie twice': { ...fine(), cookie: `${wrong}; ${opened.cookie}` },
          'another name': { ...fine(), host: `attacker.example:${opened.url.port}` },
          'another port': { ...fine(), host: '127.0.0.1:1' },
          'another origin': { ...fine(), origin: 'http://attacker.example' },
          'no origin to speak of': { ...fine(), origin: 'null' },
          'the other name of the origin': { ...fine(), origin: `http://localhost:${opened.url.port}` },
        };
        const answers = await Promise.all(
          Object.entries(asked).map(async ([what, headers]) => [what, await status(opened, path, headers)]),
        );
        expect(Object.fromEntries(answers)).to.deep.equal(
          Object.fromEntries(Object.keys(asked).map((what) => [what, 403])),
        );
      });
    }

    it('a link with a wrong token, and one that comes under another name', async () => {
      const { url, token } = opened;
      expect(await status(opened, '/?token=wrong', { host: url.host })).to.equal(403);
      expect(await status(opened, '/?token=', { host: url.host })).to.equal(403);
      expect(await status(opened, `/?token=${token}`, { host: `attacker.example:${url.port}` })).to.equal(403);
      expect(await status(opened, `/page.js?token=${token}`, { host: url.host })).to.equal(403);
    });

    it('an upgrade without cookie, with a wrong one, without origin, from another page, under another name, elsewhere', async () => {
      const { url, cookie } = opened;
      const { host, origin } = url;
      expect(await upgradeStatus(opened, { cookie, origin })).to.equal(101);
      const statuses = {
        'no cookie': await upgradeStatus(opened, { origin }),
        'a wrong cookie': await upgradeStatus(opened, { origin, cookie: `lvs-lab-${url.port}=wrong` }),
        'a cookie of another port': await upgradeStatus(opened, { origin, cookie: cookie.replace(url.port, '1') }),
        'no origin': await upgradeStatus(opened, { cookie }),
        'another origin': await upgradeStatus(opened, { cookie, origin: 'http://attacker.example' }),
        'the origin of another port': await upgradeStatus(opened, { cookie, origin: 'http://127.0.0.1:1' }),
        https: await upgradeStatus(opened, { cookie, origin: `https://${host}` }),
        'another name': await upgradeStatus(opened, { cookie, origin, host: 'attacker.example' }),
      };
      expect(statuses).to.deep.equal(Object.fromEntries(Object.keys(statuses).map((what) => [what, 403])));
      expect(await upgradeStatus(opened, { cookie, origin }, '/other')).to.equal(404);
    });

    const messages: [string, string][] = [
      ['no JSON', 'hello'],
      ['an unknown type', '{"type":"run"}'],
      ['a key too many', '{"type":"check-stop","node":"lvs01"}'],
      ['a node that is no name', '{"type":"terminal-open","node":"../lvs01","columns":80,"rows":24}'],
      ['a terminal of no such form', '{"type":"terminal-attach","id":"1"}'],
      ['a size that is too large', '{"type":"terminal-open","node":"lvs01","columns":100000,"rows":24}'],
      ['input that is too long', JSON.stringify({ type: 'terminal-input', id: 't1', data: 'x'.repeat(70_000) })],
      ['a list of checks that is too long', JSON.stringify({ type: 'check', only: Array(200).fill('vip-director') })],
      ['more than any message may have', JSON.stringify({ type: 'check', only: ['x'.repeat(400_000)] })],
    ];
    for (const [what, message] of messages) {
      it(`a message with ${what}, and ends the connection`, async () => {
        const { socket } = await wirePage(opened);
        const closed = new Promise<number>((resolve) => socket.on('close', resolve));
        socket.send(message);
        expect(await closed).to.be.oneOf([1008, 1009]);
      });
    }

    it('an unknown node, one of another instance, an unknown check, fault and step, and too many terminals, and goes on', async () => {
      const page = await wirePage(opened);
      page.send({ type: 'terminal-open', node: 'e2e-open-lvs01', columns: 80, rows: 24 });
      expect((await page.next('problem')).text).to.match(/^"e2e-open-lvs01" is no node of e2e-open, expected one of: /);
      page.send({ type: 'check', only: ['none'] });
      expect((await page.next('problem')).text).to.match(/^"none" is no check of exp1/);
      for (const verb of ['break', 'repair'] as const) {
        page.send({ type: verb, fault: 'none' });
        expect((await page.next('problem')).text).to.match(/^"none" is no fault of exp1, expected one of: /);
      }
      page.send({ type: 'checkpoint', step: 'none' });
      expect((await page.next('problem')).text).to.match(/^"none" is no step of exp1 for the student/);
      for (let count = 0; count <= MAX_TERMINALS_PER_NODE; count += 1) {
        page.send({ type: 'terminal-open', node: 'web02', columns: 80, rows: 24 });
        if (count < MAX_TERMINALS_PER_NODE) await page.next('terminal-opened');
      }
      expect((await page.next('problem')).text).to.equal(
        `web02 has ${MAX_TERMINALS_PER_NODE} terminals, the most there may be: close one first`,
      );
      page.socket.terminate();
      const other = await wirePage(opened);
      const { terminals } = await other.next('hello');
      expect(terminals).to.have.length(MAX_TERMINALS_PER_NODE);
      for (const { id } of terminals) {
        other.send({ type: 'terminal-close', id });
        await other.next('terminal-closed', (message) => message.id === id);
      }
      other.socket.terminate();
    });
  });

  describe('tells a page', () => {
    it('keeps to the contract in all that it says', async () => {
      const page = await wirePage(opened);
      page.send({ type: 'check', only: ['web-web01'] });
      await page.next('run', ({ run }) => run === null);
      for (const message of page.received) expect(serverMessage.safeParse(message).error).to.equal(undefined);
      page.socket.terminate();
    });

    const changes: { node: string; undo: string; redo: string; has: string }[] = [
      {
        node: 'web01',
        undo: `ifconfig lo:0 down`,
        redo: `ifconfig lo:0 ${VIP}/32 up`,
        has: `"address":"${VIP}"`,
      },
      {
        node: 'lvs01',
        undo: `ipvsadm -d -t ${VIP}:80 -r 192.168.0.224:80`,
        redo: `ipvsadm -a -t ${VIP}:80 -r 192.168.0.224:80 -g -w 1`,
        has: '"endpoint":"192.168.0.224:80"',
      },
      {
        node: 'web02',
        undo: 'echo 0 >/proc/sys/net/ipv4/conf/all/arp_ignore',
        redo: 'echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore',
        has: '"ignore":1',
      },
      {
        node: 'gateway',
        undo: 'iptables -t nat -F PREROUTING',
        redo: `iptables -t nat -A PREROUTING -i eth1 -d 192.168.200.100 -p tcp --dport 80 -j DNAT --to-destination ${VIP}`,
        has: 'DNAT',
      },
    ];
    for (const { node, undo, redo, has } of changes) {
      it(`shows what is typed on ${node} (${undo}) within ${SEEN_MS} ms`, async () => {
        const page = await wirePage(opened);
        const id = await openShell(page, node);
        const times: number[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          page.received.length = 0;
          times.push(await seenWithin(page, undo, id, (text) => text.includes(`"${node}"`) && !text.includes(has)));
          await delay(150);
          page.received.length = 0;
          times.push(await seenWithin(page, redo, id, (text) => text.includes(`"${node}"`) && text.includes(has)));
          await delay(150);
        }
        page.send({ type: 'terminal-close', id });
        await page.next('terminal-closed');
        page.socket.terminate();
        expect(median(times), `took ${times.map(Math.round).join(', ')} ms`).to.be.below(SEEN_MS);
      });
    }

    it('a terminal that floods does not hold up another one', async () => {
      const flood = await wirePage(opened);
      const other = await wirePage(opened);
      const loud = await openShell(flood, 'lanclient');
      const quiet = await openShell(other, 'wanclient');
      // A page that acknowledges nothing.
      flood.send({ type: 'terminal-input', id: loud, data: 'base64 /dev/urandom | head -c 50M\r' });
      await flood.next('terminal-output', ({ data }) => data.length > 1000);
      const times: number[] = [];
      for (let round = 0; round < 20; round += 1) {
        const at = performance.now();
        other.send({ type: 'terminal-input', id: quiet, data: String.fromCharCode(97 + round) });
        await other.next('terminal-output', ({ data }) => data.includes(String.fromCharCode(97 + round)));
        times.push(performance.now() - at);
        await delay(30);
      }
      expect(median(times), times.map(Math.round).join(', ')).to.be.below(100);
      const got = flood.received.reduce((sum, one) => sum + (one.type === 'terminal-output' ? one.data.length : 0), 0);
      expect(got).to.be.below(2_000_000);
      flood.send({ type: 'terminal-close', id: loud });
      other.send({ type: 'terminal-close', id: quiet });
      await other.next('terminal-closed', ({ id }) => id === quiet);
      flood.socket.terminate();
      other.socket.terminate();
    });
  });

  describe('in a browser', function () {
    let browser: Browser;
    before(async function () {
      browser = await browserOrSkip(this);
    });
    after(async () => browser?.close());
    afterEach(async () => {
      for (const context of browser.contexts()) await context.close();
    });

    /** @returns what the page complained of, too */
    async function visit(
      locale = 'en-US',
      { viewport = { width: 1280, height: 800 }, onSent = (_text: string): void => {} } = {},
    ): Promise<{ page: Page; said: string[] }> {
      const context = await browser.newContext({ locale, viewport });
      const page = await context.newPage();
      page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => onSent(String(payload))));
      const said: string[] = [];
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(error.message));
      await page.goto(opened.url.href);
      await page.locator('[data-machine=gateway] .good').first().waitFor();
      return { page, said };
    }

    it('the link leaves the address bar, and nothing is complained of', async () => {
      const { page, said } = await visit();
      expect(page.url()).to.equal(`${opened.url.origin}/`);
      const [cookie] = await page.context().cookies();
      expect(cookie).to.include({ httpOnly: true, sameSite: 'Strict', name: `lvs-lab-${opened.url.port}` });
      expect(await page.evaluate('document.cookie')).to.equal('');
      expect(said).to.deep.equal([]);
    });

    it('a page of another origin cannot open the WebSocket, even in a browser that has the cookie', async () => {
      const { page } = await visit();
      const other = await page.context().newPage();
      await other.route('http://attacker.example/', (route) => route.fulfill({ contentType: 'text/html', body: 'hi' }));
      await other.goto('http://attacker.example/');
      const outcome = await other.evaluate(`new Promise((resolve) => {
        const socket = new WebSocket('ws://${opened.url.host}/live');
        socket.onopen = () => resolve('open'); socket.onerror = () => resolve('refused');
      })`);
      expect(outcome).to.equal('refused');
    });

    it('a VIP that is removed by a guide-like hand is seen on the drawing, and so is the check that fails', async () => {
      const { page } = await visit();
      await card(page, 'lvs01').click();
      await terminal(page).getByText('[root@lvs01').first().waitFor();
      expect(await card(page, 'lvs01').textContent()).to.contain(VIP);
      await page.keyboard.type('ifconfig eth0:0 down');
      await page.keyboard.press('Enter');
      await card(page, 'lvs01').getByText('no VIP here').waitFor();
      await page.getByRole('tab', { name: /Checks/ }).click();
      await page.locator('[data-check=vip-director].failed').waitFor();
      await card(page, 'lvs01').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.type(`ifconfig eth0:0 ${VIP} broadcast ${VIP} netmask 255.255.255.0 up`);
      await page.keyboard.press('Enter');
      await page.locator('[data-check=vip-director].passed').waitFor();
      await page.locator('.tab-close').first().click();
      await page.locator('.tab').waitFor({ state: 'detached' });
    });

    it('a button of the guide types its command, and leaves Enter to the student', async () => {
      const { page } = await visit();
      await page.getByRole('button', { name: /^Put the VIP on the director/ }).click();
      await page.getByRole('button', { name: 'Type into lvs01: ifconfig eth0:0' }).last().click();
      await terminal(page).getByText('# ifconfig eth0:0').first().waitFor();
      await delay(300);
      expect(await terminal(page).textContent()).not.to.contain('flags=');
      await page.keyboard.press('Enter');
      await terminal(page).getByText('flags=').first().waitFor();
      await page.locator('.tab-close').first().click();
      await page.locator('.tab').waitFor({ state: 'detached' });
    });

    it('a terminal survives a reload, and a second page shows the same', async () => {
      const { page } = await visit();
      await card(page, 'web01').click();
      await terminal(page).getByText('[root@web01').first().waitFor();
      await page.keyboard.type('seen=before-the-reload; top -d 1');
      await page.keyboard.press('Enter');
      await terminal(page).getByText('PID USER').first().waitFor();
      await page.reload();
      await terminal(page).getByText('PID USER').first().waitFor();
      const { page: second } = await visit();
      await terminal(second).getByText('PID USER').first().waitFor();
      await page.bringToFront();
      await page.locator('.pane.active .xterm-screen').click();
      await page.keyboard.press('q');
      await terminal(page).getByText(/\]# $/).last().waitFor();
      await page.keyboard.type('echo $seen again');
      await page.keyboard.press('Enter');
      for (const one of [page, second]) await terminal(one).getByText('before-the-reload again').first().waitFor();
      await page.locator('.tab-close').first().click();
      await second.locator('.tab').waitFor({ state: 'detached' });
    });

    it('the size that a page was told is not sent back, where it could undo what another page has chosen since', async () => {
      const { page } = await visit();
      await card(page, 'web01').click();
      await terminal(page).getByText('[root@web01').first().waitFor();
      const sent: string[] = [];
      const { page: narrow } = await visit('en-US', {
        viewport: { width: 900, height: 700 },
        onSent: (text) => sent.push(text),
      });
      await terminal(narrow).getByText('[root@web01').first().waitFor();
      const resizes = (): number => sent.filter((text) => text.includes('"terminal-resize"')).length;
      const before = resizes();
      await page.setViewportSize({ width: 1100, height: 760 });
      await page.locator('.pane.active .xterm-screen').click();
      await page.keyboard.type('clear; stty size; tput cols');
      await page.keyboard.press('Enter');
      const shown = /(\d+) (\d+)/;
      const [, , columns = ''] =
        shown.exec((await terminal(narrow).getByText(shown).first().textContent()) ?? '') ?? [];
      expect(Number(columns)).to.be.greaterThan(20);
      await terminal(narrow)
        .getByText(new RegExp(`^${columns}$`))
        .first()
        .waitFor();
      expect(resizes()).to.equal(before);
      await page.locator('.tab-close').first().click();
      await narrow.locator('.tab').waitFor({ state: 'detached' });
    });

    it('what a machine prints is text: markup, titles, links and the clipboard are not obeyed', async () => {
      const { page, said } = await visit();
      await card(page, 'web01').click();
      await terminal(page).getByText('[root@web01').first().waitFor();
      const before = await page.title();
      const evil = String.raw`<img src=x onerror=alert(1)>\e]0;owned\a\e]52;c;b3duZWQ=\a\e]8;;http://attacker.example\alink\e]8;;\a`;
      await page.keyboard.type(`clear; printf '${evil}'`);
      await page.keyboard.press('Enter');
      await terminal(page).getByText('<img src=x').first().waitFor();
      expect(await page.title()).to.equal(before);
      expect(await page.locator('#page img, #page a[href*=attacker]').count()).to.equal(0);
      expect(said).to.deep.equal([]);
      await page.locator('.tab-close').first().click();
      await page.locator('.tab').waitFor({ state: 'detached' });
    });

    it('all checks can be run by a click, and earn all points', async () => {
      const { page } = await visit('zh-CN');
      expect(await page.locator('html').getAttribute('lang')).to.equal('zh-CN');
      await page.getByRole('tab', { name: /检查/ }).click();
      await page.getByRole('button', { name: '全部检查' }).click();
      await page.locator('progress').waitFor();
      await page.getByRole('button', { name: '全部检查' }).waitFor({ timeout: 90_000 });
      expect(await page.locator('.points').textContent()).to.equal('100/100 分');
      await page.getByRole('button', { name: 'Switch to English' }).click();
      expect(await page.locator('.points').textContent()).to.equal('100/100 points');
    });

    it('a failed request lights the machine where it ends, with hints one by one', async () => {
      await onNode('exp1', INSTANCE, 'web01', 'ifconfig lo:0 down');
      await onNode('exp1', INSTANCE, 'web02', 'ifconfig lo:0 down');
      const { page } = await visit();
      await page.getByRole('tab', { name: /Checks/ }).click();
      await page.locator('[data-check=page-lan] summary').click();
      await page.locator('[data-check=page-lan]').getByRole('button', { name: 'Check', exact: true }).click();
      await page.locator('.machine.broken').waitFor({ timeout: 60_000 });
      expect(await page.locator('.machine.broken').getAttribute('data-machine')).to.match(/^web0[12]$/);
      expect(await page.locator('.cause').textContent()).to.contain('the VIP on the real server');
      const failed = page.locator('.check.failed').first();
      const hints = failed.locator('.hint');
      expect(await hints.count()).to.equal(0);
      await failed.getByRole('button', { name: /^Hint \(1/ }).click();
      expect(await hints.count()).to.equal(1);
      await onNode('exp1', INSTANCE, 'web01', `ifconfig lo:0 ${VIP}/32 up`);
      await onNode('exp1', INSTANCE, 'web02', `ifconfig lo:0 ${VIP}/32 up`);
    });
  });

  describe('ends', () => {
    it('Ctrl-C ends the server, its shells and its observers, and leaves the lab', async () => {
      const page = await wirePage(opened);
      for (const node of ['web01', 'lvs01']) {
        page.send({ type: 'terminal-open', node, columns: 80, rows: 24 });
        await page.next('terminal-opened', (message) => message.terminal.node === node);
      }
      const processes = (node: string): Promise<string> =>
        onNode('exp1', INSTANCE, node, 'cat /proc/[0-9]*/cmdline | tr "\\0" " "; true');
      await delay(500);
      expect(await processes('web01'))
        .to.contain('bash -l')
        .and.to.contain('ip monitor');
      expect(await opened.interrupt()).to.equal(0);
      for (const node of ['web01', 'lvs01']) {
        const left = await processes(node);
        expect(left).not.to.contain('bash -l');
        expect(left).not.to.contain('ip monitor');
      }
      expect(await status(opened, '/', { host: opened.url.host }).catch(() => 'nobody')).to.equal('nobody');
      expect(await labFine(['status', 'exp1', '--as', INSTANCE])).to.contain('running');
    });
  });
});
