/**
 * Makes the pictures of docs/page.md again (`npm run screenshots`): starts and solves experiment 1, opens its page in
 * chromium, and breaks a real server for the second picture; then a failover in experiment 2.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { labFine, onNode } from '../tests/helpers/lab.ts';
import { openPage } from '../tests/helpers/opened.ts';

/** `npm run screenshots -- INSTANCE LAB` makes those of one lab. */
const INSTANCE = process.argv[2] ?? 'screenshots';
const FOLDER = fileURLToPath(new URL('../docs/images', import.meta.url));
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
if (executablePath === undefined) throw new Error('no chromium is installed, expected /usr/bin/chromium');
const LAUNCH = { executablePath, args: ['--no-sandbox', '--disable-gpu'] };

const PATIENCE_MS = 90_000;

async function type(page: Page, node: string, command: string): Promise<void> {
  await page.locator(`[data-machine=${node}]`).click();
  const screen = page.locator('.pane.active .xterm-rows');
  await screen.getByText(`[root@${node}`).first().waitFor();
  await page.keyboard.type(command);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(1500);
}

type Open = (locale: string, colorScheme: 'light' | 'dark', width: number) => Promise<Page>;

async function experiment1(open: Open): Promise<void> {
  const english = await open('en-US', 'light', 1280);
  await english.locator('[data-machine=gateway] .good').first().waitFor();
  await english.getByRole('button', { name: /^Add the virtual service/ }).click();
  await type(english, 'lanclient', 'curl -s 192.168.0.240; arp -n 192.168.0.240');
  await english.screenshot({ path: `${FOLDER}/page-en-light.png` });
  await english.context().close();

  await onNode('exp1', INSTANCE, 'web02', 'ifconfig lo:0 down');
  const chinese = await open('zh-CN', 'dark', 1280);
  await chinese.locator('[data-machine=gateway] .good').first().waitFor();
  await chinese.getByRole('tab', { name: /检查/ }).click();
  await chinese.getByRole('button', { name: '全部检查' }).click();
  await chinese.locator('.machine.broken').waitFor();
  await chinese.locator('progress').waitFor({ state: 'detached' });
  const failed = chinese.locator('.check.failed').first();
  await failed.scrollIntoViewIfNeeded();
  await failed.getByRole('button', { name: /^提示/ }).click();
  await type(chinese, 'web02', 'ip -br address');
  await chinese.screenshot({ path: `${FOLDER}/page-zh-dark.png` });
}

async function failover(open: Open): Promise<void> {
  const page = await open('en-US', 'light', 1280);
  await page.locator('#tab-failover').click();
  await page.locator('[data-trigger=node] button').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Power off' }).click();
  await page.locator('[data-phase=ended]').waitFor();
  await page.screenshot({ path: `${FOLDER}/page-failover-en-light.png` });
}

async function photograph(lab: string, pictures: (open: Open) => Promise<void>): Promise<void> {
  await labFine(['start', lab, '--as', INSTANCE, '--solve']);
  const opened = await openPage(lab, INSTANCE);
  const browser = await chromium.launch(LAUNCH);
  try {
    await pictures(async (locale, colorScheme, width) => {
      const context = await browser.newContext({
        locale,
        colorScheme,
        viewport: { width, height: 820 },
        deviceScaleFactor: 1.5,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(opened.url.href);
      return page;
    });
  } finally {
    await browser.close();
    await opened.interrupt();
    await labFine(['stop', lab, '--as', INSTANCE]);
  }
}

const PICTURES = { exp1: experiment1, exp2: failover };
const [, , , only] = process.argv;
for (const [lab, pictures] of Object.entries(PICTURES))
  if (only === undefined || only === lab) await photograph(lab, pictures);
