import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { classHtml } from '../../src/report/class-html.ts';
import { html } from '../../src/report/html.ts';
import { browserOrSkip } from '../helpers/browser.ts';
import { CLASS, classWith } from '../unit/report/sample-class.ts';
import { CHINESE, ENGLISH, FAILED, SAMPLE } from '../unit/report/sample.ts';

const WIDTHS = { desktop: 1280, phone: 375 };

describe('the pages in a browser', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'lvs-lab-page-'));
  let browser: Browser;
  before(async function () {
    browser = await browserOrSkip(this);
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a page as a file, from where it could ask for anything. @returns what it asked for beside itself */
  async function open(text: string, width: number): Promise<{ page: Page; asked: string[]; said: string[] }> {
    const file = join(folder, 'page.html');
    writeFileSync(file, text);
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const asked: string[] = [];
    const said: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('dialog', (dialog) => said.push(dialog.message()));
    const url = pathToFileURL(file).href;
    await page.goto(url, { waitUntil: 'networkidle' });
    return { page, said, asked: asked.filter((one) => one !== url && !one.startsWith('data:')) };
  }

  const pages = [
    { description: 'a class', text: classHtml(CLASS, ENGLISH) },
    { description: 'a class in Chinese', text: classHtml(CLASS, CHINESE) },
    { description: 'a check', text: html(SAMPLE, ENGLISH) },
  ];
  for (const { description, text } of pages) {
    for (const [device, width] of Object.entries(WIDTHS)) {
      it(`${description} asks for nothing, complains of nothing, and fits a ${device}`, async () => {
        const { page, asked, said } = await open(text, width);
        expect({ asked, said }).to.deep.equal({ asked: [], said: [] });
        for (const details of await page.locator('summary').all()) await details.click();
        const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        expect(overflow).to.be.at.most(0);
        await page.close();
      });
    }
  }

  it('a line of the matrix leads to its submission, whose reasons can be read', async () => {
    const { page } = await open(classHtml(CLASS, ENGLISH), WIDTHS.desktop);
    await page.locator('.matrix tbody a', { hasText: 'carol' }).click();
    expect(await page.locator('#s3 h3').textContent()).to.equal('carol');
    expect(await page.locator('#s3').isVisible()).to.equal(true);
    expect(await page.locator('#s3 .verdict:visible').first().textContent()).to.include(FAILED.reason?.en);
    await page.close();
  });

  it('runs nothing of what a student planted, and shows it', async () => {
    const evil = `<img src=x onerror="alert(1)"><script>alert(2)</script><style>body{display:none}</style>`;
    const text = classHtml(
      classWith({ submission: evil, student: evil, checks: [{ ...FAILED, evidence: [evil] }] }),
      ENGLISH,
    );
    const { page, asked, said } = await open(text, WIDTHS.desktop);
    expect({ asked, said }).to.deep.equal({ asked: [], said: [] });
    expect(await page.locator('.verdict pre').first().textContent()).to.equal(evil);
    expect(await page.locator('img, script').count()).to.equal(0);
    expect(await page.locator('body').isVisible()).to.equal(true);
    await page.close();
  });
});
