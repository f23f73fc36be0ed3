/** Opens a link in the user's browser, where there is one. */
import { spawn } from 'node:child_process';
import { platform } from 'node:os';
import type { Io } from './io.ts';

/** @returns the program that opens links; undefined without a desktop, as over ssh */
function openerOf({ env }: Io): [string, ...string[]] | undefined {
  if (env['BROWSER']) return [env['BROWSER']];
  if (platform() === 'darwin') return ['open'];
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open'] : undefined;
}

/** The link is printed as well, so a browser that cannot be started is no error. */
export function openInBrowser(io: Io, url: string): void {
  const [program, ...words] = openerOf(io) ?? [];
  if (program === undefined) return;
  const browser = spawn(program, [...words, url], { stdio: 'ignore', detached: true });
  browser.on('error', () => {});
  browser.unref();
}
