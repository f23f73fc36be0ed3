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

/** For a hook of mocha: where none is installed, its tests are skipped. */
export const browserOrSkip = async (hook: Mocha.Context): Promise<Browser> =>
  EXECUTABLE === undefined ? hook.skip() : chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
