import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { browserOrSkip } from '../helpers/browser.ts';
import { labFine } from '../helpers/lab.ts';
import { openPage, wirePage, type Opened } from '../helpers/opened.ts';

const INSTANCE = 'e2e-open-work';
const VIP = '192.168.0.240';
const WORK_MS = 60_000;

const card = (page: Page, name: string) => page.locator(`[data-machine=${name}]`);
const terminal = (page: Page) => page.locator('.pane.active .xterm-rows');

describe('lab open: faults, checkpoints, reset', function () {
  this.timeout(240_000);
  let opened: Opened;
  let browser: Browser;
  let page: Page;

  before(async function () {
    browser = await browserOrSkip(this);
    await labFine(['start', 'exp1', '--as', INSTANCE, '--to', 'vip-rs']);
    opened = await openPage('exp1', INSTANCE);
    page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } })).newPage();
    await page.goto(opened.url.href);
    await card(page, 'web02').getByText(VIP).first().waitFor();
    await page.getByRole('tab', { name: 'Faults' }).click();
  });
  after(async () => {
    await browser?.close();
    await opened?.interrupt();
    await labFine(['stop', 'exp1', '--as', INSTANCE]);
  });

  const confirm = (name: string): Promise<void> => page.getByRole('dialog').getByRole('button', { name }).click();

  it('a fault is broken and repaired by clicks, after a confirmation; a terminal goes on', async () => {
    await card(page, 'web02').click();
    await terminal(page).getByText('[root@web02').first().waitFor();
    const row = page.locator('[data-fault=no-vip-web02]');
    await row.getByRole('button', { name: 'Break' }).click();
    await confirm('Cancel');
    expect(await card(page, 'web02').textContent()).to.contain(VIP);
    await row.getByRole('button', { name: 'Break' }).click();
    await confirm('Break');
    await row.getByRole('button', { name: 'Repair' }).waitFor();
    await card(page, 'web02').getByText('no VIP here').waitFor();
    expect(await row.textContent()).not.to.contain('web02 lacks');
    await row.getByRole('button', { name: 'What is it?' }).click();
    expect(await row.textContent()).to.contain('web02 lacks the VIP');
    await row.getByRole('button', { name: 'Repair' }).click();
    await confirm('Repair');
    await card(page, 'web02').getByText(VIP).first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.pane.active .xterm-screen').click();
    await page.keyboard.type('echo still-$((40 + 2))');
    await page.keyboard.press('Enter');
    await terminal(page).getByText('still-42').first().waitFor();
  });

  it('a reset begins anew, and a checkpoint is the end of its step', async () => {
    await page.getByRole('button', { name: 'Reset the lab' }).click();
    await confirm('Reset the lab');
    await page.locator('.work-now b').waitFor();
    await card(page, 'web02').getByText('no VIP here').waitFor({ timeout: WORK_MS });
    await page.locator('.work-now b').waitFor({ state: 'detached', timeout: WORK_MS });
    await page.locator('[data-checkpoint=vip-rs] button').click();
    await confirm('Go to its end');
    await card(page, 'web02').getByText(VIP).first().waitFor({ timeout: WORK_MS });
    await page.locator('.work-now b').waitFor({ state: 'detached', timeout: WORK_MS });
    expect(await page.locator('.notice').count()).to.equal(0);
  });

  it('two pages that ask at once get one that is done, and one message', async () => {
    const wired = await wirePage(opened);
    wired.send({ type: 'break', fault: 'no-vip-web02' });
    wired.send({ type: 'repair', fault: 'no-vip-web02' });
    expect((await wired.next('problem')).text).to.equal(
      'the page is at work on the lab (break no-vip-web02): wait for its end',
    );
    await wired.next('faults', ({ faults }) => faults.some(({ isBroken }) => isBroken));
    wired.socket.terminate();
  });
});
