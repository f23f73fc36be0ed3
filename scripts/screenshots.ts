/**
 * Makes the pictures of docs/page.md again (`npm run screenshots`): starts and solves experiment 1, opens its page in
 * chromium, and breaks a real server for the second picture.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { labFine, onNode } from '../tests/helpers/lab.ts';
import { openPage } from '../tests/helpers/opened.ts';

const INSTANCE = process.argv[2] ?? 'screenshots';
const FOLDER = fileURLToPath(new URL('../docs/images', import.meta.url));
const EXECUTABLE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
if (EXECUTABLE === undefined) throw new Error('no chromium is installed, expected /usr/bin/chromium');

const PATIENCE_MS = 90_000;

async function type(page: Page, node: string, command: string): Promise<void> {
  await page.locator(`[data-machine=${node}]`).click();
  const screen = page.locator('.pane.active .xterm-rows');
  await screen.getByText(`[root@${node}`).first().waitFor();
  await page.keyboard.type(command);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(1500);
}

await labFine(['start', 'exp1', '--as', INSTANCE, '--solve']);
const opened = await openPage('exp1', INSTANCE);
const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const open = async (locale: string, colorScheme: 'light' | 'dark', width: number): Promise<Page> => {
    const context = await browser.newContext({
      locale,
      colorScheme,
      viewport: { width, height: 820 },
      deviceScaleFactor: 1.5,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(opened.url.href);
    await page.locator('[data-machine=gateway] .good').first().waitFor();
    return page;
  };
  const english = await open('en-US', 'light', 1280);
  await english.getByRole('button', { name: /^Add the virtual service/ }).click();
  await type(english, 'lanclient', 'curl -s 192.168.0.240; arp -n 192.168.0.240');
  await english.screenshot({ path: `${FOLDER}/page-en-light.png` });
  await english.context().close();

  await onNode('exp1', INSTANCE, 'web02', 'ifconfig lo:0 down');
  const chinese = await open('zh-CN', 'dark', 1280);
  await chinese.getByRole('tab', { name: /检查/ }).click();
  await chinese.getByRole('button', { name: '全部检查' }).click();
  await chinese.locator('.machine.broken').waitFor();
  await chinese.locator('progress').waitFor({ state: 'detached' });
  const failed = chinese.locator('.check.failed').first();
  await failed.scrollIntoViewIfNeeded();
  await failed.getByRole('button', { name: /^提示/ }).click();
  await type(chinese, 'web02', 'ip -br address');
  await chinese.screenshot({ path: `${FOLDER}/page-zh-dark.png` });
} finally {
  await browser.close();
  await opened.interrupt();
  await labFine(['stop', 'exp1', '--as', INSTANCE]);
}
