/** A real browser, where one is installed. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const EXECUTABLE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns undefined where none is installed */
export const launchBrowser = async (): Promise<Browser | undefined> =>
  EXECUTABLE === undefined ? undefined : chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
