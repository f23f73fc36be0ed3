import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { Story } from '../../src/actions/story.ts';
import { coreHeader } from '../../src/models/story.ts';
import { browserOrSkip } from '../helpers/browser.ts';
import { lab, labFine, onNode } from '../helpers/lab.ts';

const INSTANCE = 'e2e-story';
const FOLDER = mkdtempSync(join(tmpdir(), 'lvs-lab-story-'));
const PLACES = ['client eth1', 'lvs01 eth0', 'lvs01 eth1', 'router eth0', 'router eth1'].concat(
  ['web01', 'web02', 'web03', 'web04'].map((name) => `${name} eth0`),
);

const tell = (words: string[]): Promise<string> =>
  labFine(['story', 'mode-compare', '--as', INSTANCE, '--from', 'client', ...words], { env: { LAB_LANG: 'en' } });

/** Resolves when tcpdump listens on the device; it goes on until `heardOn`. */
const listenOn = (node: string, device: string): Promise<string> =>
  onNode(
    'mode-compare',
    INSTANCE,
    node,
    `setsid nohup tcpdump -i ${device} -e -nn -tt -v -S -l -Z root 'tcp or ip proto 4' </dev/null >/tmp/${device}.heard 2>/tmp/${device}.said &
     echo $! >/tmp/${device}.pid
     for try in $(seq 200); do grep -q 'listening on' /tmp/${device}.said && exit 0; sleep 0.1; done; cat /tmp/${device}.said; exit 1`,
  );

const heardOn = (node: string, device: string): Promise<string> =>
  onNode(
    'mode-compare',
    INSTANCE,
    node,
    `kill -INT $(cat /tmp/${device}.pid); while kill -0 $(cat /tmp/${device}.pid) 2>/dev/null; do sleep 0.1; done; cat /tmp/${device}.heard`,
  );

/** tcpdump's own text in each node, a frame a line, while something is done. */
async function captured<T>(work: () => Promise<T>): Promise<{ result: T; lines: Map<string, string[]> }> {
  const places = PLACES.map((place) => place.split(' ') as [string, string]);
  await Promise.all(places.map(([node, device]) => listenOn(node, device)));
  const result = await work();
  const heard = places.map(async ([node, device]): Promise<[string, string[]]> => {
    const text = await heardOn(node, device);
    return [`${node} ${device}`, text.replaceAll(/\n\s+/g, ' ').split('\n')];
  });
  return { result, lines: new Map(await Promise.all(heard)) };
}

const waysOf = ({ packets }: Story, kind: string): string[] =>
  packets
    .filter((one) => one.kind === kind && !one.isSentAgain)
    .map(({ hops }) => [hops[0]?.from?.node, ...hops.map(({ to }) => to[0]?.node)].join(' > '));

const changesOf = ({ packets }: Story, kind: string, at: string): string[] =>
  packets
    .filter((one) => one.kind === kind)
    .flatMap(({ hops }) => hops.filter(({ from }) => from?.node === at))
    .flatMap(({ changes }) => changes.map(({ what }) => what));

const count = (page: Page): Promise<string | null> => page.locator('.story-count').textContent();

const MODES = [
  {
    mode: 'DR',
    vip: '192.168.200.240',
    there: 'client > lvs01 > web01',
    back: 'web01 > router > client',
    changes: ['source-mac', 'destination-mac', 'ttl'],
    line: 'TCP 192.168.200.240:80 rr -> 192.168.0.223:80 Route 1',
  },
  {
    mode: 'NAT',
    vip: '192.168.200.241',
    there: 'client > lvs01 > web02',
    back: 'web02 > lvs01 > client',
    changes: ['source-mac', 'destination-mac', 'destination', 'ttl'],
    line: 'TCP 192.168.200.241:80 rr -> 192.168.0.224:80 Masq 1',
  },
  {
    mode: 'TUN',
    vip: '192.168.200.242',
    there: 'client > lvs01 > web03',
    back: 'web03 > router > client',
    changes: ['source-mac', 'destination-mac', 'ttl', 'outer-header'],
    line: 'TCP 192.168.200.242:80 rr -> 192.168.0.225:80 Tunnel 1',
  },
  {
    mode: 'FULLNAT',
    vip: '192.168.200.243',
    there: 'client > lvs01 > web04',
    back: 'web04 > lvs01 > client',
    changes: ['source-mac', 'destination-mac', 'source', 'destination', 'ttl'],
    line: 'TCP 192.168.200.243:80 rr -> 192.168.0.226:80 Masq 1',
  },
];

describe('lab story', function () {
  this.timeout(120_000);
  before(() => labFine(['start', 'mode-compare', '--as', INSTANCE, '--solve']));
  after(async () => {
    rmSync(FOLDER, { recursive: true, force: true });
    await labFine(['stop', 'mode-compare', '--as', INSTANCE]);
  });

  for (const { mode, vip, there, back, changes, line } of MODES) {
    it(`${mode}: says at each hop what tcpdump in the nodes says of the same request`, async () => {
      const { result, lines } = await captured(
        async () => JSON.parse(await tell(['--url', `http://${vip}/`, '--json'])) as Story,
      );
      expect(result.isAnswered).to.equal(true);
      expect(waysOf(result, 'SYN')).to.deep.equal([there]);
      expect(waysOf(result, 'SYN-ACK')).to.deep.equal([back]);
      // A director may give a connection another port of its own.
      expect(changesOf(result, 'SYN', 'lvs01').filter((what) => what !== 'source-port')).to.deep.equal(changes);
      const syn = result.packets.find(({ kind }) => kind === 'SYN');
      expect(syn?.hops[1]?.why.find(({ kind }) => kind === 'ipvs')?.text).to.equal(line);
      let compared = 0;
      for (const { from, to, frame } of result.packets.flatMap(({ hops }) => hops)) {
        const { header, sourceMac, destinationMac } = frame;
        if (!header) continue;
        const core = coreHeader(header);
        const parts = [
          `${sourceMac} > ${destinationMac},`,
          `ttl ${header.ttl}, id ${header.id},`,
          ...(header.inner ? [`${header.source} > ${header.destination}:`, `ttl ${core.ttl}, id ${core.id},`] : []),
          `${core.source}.${core.sourcePort} > ${core.destination}.${core.destinationPort}: Flags [${core.tcp?.flags}]`,
          ...((core.tcp?.payload ?? 0) > 0 || /[SF]/.test(core.tcp?.flags ?? '') ? [`seq ${core.tcp?.seq}`] : []),
        ];
        for (const place of [from, ...to]) {
          const seen = lines.get(`${place?.node} ${place?.device}`) ?? [];
          const found = seen.some((text) => parts.every((part) => text.includes(part)));
          expect(found, `${place?.node} ${place?.device}: ${parts.join(' … ')}\n${seen.join('\n')}`).to.equal(true);
          compared += 1;
        }
      }
      expect(compared).to.be.greaterThan(20);
    });
  }

  it('a request that gets lost ends where it was seen last, with the first broken hop', async () => {
    await onNode('mode-compare', INSTANCE, 'web01', 'ip address del 192.168.200.240/32 dev lo');
    try {
      const words = ['story', 'mode-compare', '--as', INSTANCE, '--from', 'client', '--url', 'http://192.168.200.240/'];
      const { exitCode, stdout } = await lab(words, { env: { LAB_LANG: 'en' } });
      expect(exitCode).to.equal(1);
      expect(stdout).to.match(/SYN, sent again/);
      expect(stdout).to.include('Fails at: the VIP on the real server (server-vip), web01');
      const file = join(FOLDER, 'lost.html');
      expect((await lab([...words, '-o', file])).exitCode).to.equal(1);
    } finally {
      await onNode('mode-compare', INSTANCE, 'web01', 'ip address replace 192.168.200.240/32 dev lo');
    }
  });

  describe('as a file', () => {
    let browser: Browser;
    before(async function () {
      browser = await browserOrSkip(this);
      await tell(['--url', 'http://192.168.200.242/', '-o', join(FOLDER, 'tun.html')]);
    });
    after(() => browser?.close());

    async function open(name: string, how: object = {}): Promise<{ page: Page; said: string[] }> {
      const page = await browser.newPage({ viewport: { width: 1280, height: 820 }, ...how });
      const said: string[] = [];
      const url = pathToFileURL(join(FOLDER, name)).href;
      page.on('request', (request) => request.url() !== url && said.push(request.url()));
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(error.message));
      await page.goto(url);
      await page.locator('.envelope').first().waitFor();
      return { page, said };
    }

    it('steps by key and by button, shows the second header, asks for nothing and complains of nothing', async () => {
      const { page, said } = await open('tun.html');
      expect(await count(page)).to.match(/^Hop 1 of \d+$/);
      await page.keyboard.press('ArrowRight');
      expect(await count(page)).to.match(/^Hop 2 /);
      await page.getByRole('button', { name: /Back/ }).click();
      expect(await count(page)).to.match(/^Hop 1 /);
      await page.locator('.story-list button', { hasText: 'SYNclient' }).first().click();
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('.story-ends').textContent()).to.equal('lvs01 eth0 → web03 eth0');
      expect(await page.locator('.layer.outer').textContent()).to.include('192.168.0.225');
      expect(await page.locator('.envelope .outer').count()).to.equal(1);
      expect(await page.locator('.why').textContent()).to.include('192.168.0.225:80 Tunnel 1');
      expect(said).to.deep.equal([]);
      await page.close();
    });

    it('plays to the next hop and pauses', async () => {
      const { page } = await open('tun.html');
      await page.getByRole('button', { name: /Play/ }).click();
      await page.locator('.story-count', { hasText: 'Hop 2 ' }).waitFor({ timeout: 10_000 });
      await page.getByRole('button', { name: /Pause/ }).click();
      await page.getByRole('button', { name: /Play/ }).waitFor();
      await page.close();
    });

    it('changes its language, stands still for those who want no motion, and fits a small window', async () => {
      const { page, said } = await open('tun.html', { reducedMotion: 'reduce', viewport: { width: 800, height: 900 } });
      const place = (): Promise<string | null> => page.locator('.envelope').first().getAttribute('transform');
      const first = await place();
      await delay(300);
      expect(await place()).to.equal(first);
      await page.locator('button.language').click();
      expect(await page.locator('.outcome').textContent()).to.equal('已应答');
      expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).to.be.at.most(0);
      expect(said).to.deep.equal([]);
      await page.close();
    });

    it('marks the machine where a lost request ends', async () => {
      const { page } = await open('lost.html');
      await page.keyboard.press('End');
      expect(await page.locator('.story-end').textContent()).to.include('web01');
      expect(await page.locator('.machine.broken').getAttribute('data-machine')).to.equal('web01');
      await page.close();
    });
  });
});
