/** `lab serve` as a process, for a class in a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './lab.ts';

const MAIN = join(ROOT, 'dist/cli/main.js');
const STARTED_MS = 30_000;

export interface ClassServer {
  process: ChildProcess;
  /** What it has printed on both streams. */
  said: () => string;
  end: (signal: 'SIGINT' | 'SIGKILL') => Promise<void>;
}

export async function serveClassIn(folder: string): Promise<ClassServer> {
  const child = spawn(process.execPath, [MAIN, 'serve', join(folder, 'class.yaml')], {
    cwd: ROOT,
    env: { ...process.env, LANG: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`lab serve did not begin: ${said}`)), STARTED_MS);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!said.includes('http://')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`lab serve ended with ${code}: ${said}`)));
  });
  return {
    process: child,
    said: () => said,
    end: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

export const tokensIn = async (folder: string): Promise<Record<string, string>> =>
  JSON.parse(await readFile(join(folder, 'class-state/links.json'), 'utf8')) as Record<string, string>;
