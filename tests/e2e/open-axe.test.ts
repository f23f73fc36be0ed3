/** The page has no violation of WCAG at level A or AA that axe-core finds: in each language, theme and tab. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { violationsOf } from '../helpers/axe.ts';
import { browserOrSkip } from '../helpers/browser.ts';
import { labFine } from '../helpers/lab.ts';
import { openPage, type Opened } from '../helpers/opened.ts';

const INSTANCE = 'e2e-open-axe';

describe('lab open, for axe-core', function () {
  this.timeout(240_000);
  let opened: Opened;
  let browser: Browser;

  before(async function () {
    browser = await browserOrSkip(this);
    opened = await openPage('exp1', INSTANCE);
  });
  after(async () => {
    await browser?.close();
    await opened?.interrupt();
    await labFine(['stop', 'exp1', '--as', INSTANCE]);
  });

  for (const locale of ['en-US', 'zh-CN']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 800]) {
        it(`has no violation of level A or AA (${locale}, ${colorScheme}, ${width} px)`, async () => {
          const viewport = { width, height: 800 };
          const context = await browser.newContext({ locale, colorScheme, viewport, reducedMotion: 'reduce' });
          const page = await context.newPage();
          await page.goto(opened.url.href);
          await page.locator('[data-machine=web01]').click();
          await page.locator('.pane.active .xterm-rows').getByText('[root@web01').first().waitFor();
          for (const tab of ['guide', 'checks', 'work']) {
            await page.locator(`#tab-${tab}`).click();
            expect(await violationsOf(page), tab).to.deep.equal([]);
          }
          await page.locator('[data-fault] button').last().click();
          expect(await violationsOf(page), 'the confirmation').to.deep.equal([]);
          await page.keyboard.press('Escape');
          await page.locator('.tab-close').first().click();
          await page.locator('.tab').waitFor({ state: 'detached' });
          await context.close();
        });
      }
    }
  }
});
