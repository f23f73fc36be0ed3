/** An engine of the labs' own, for machines where none runs: its data, socket and pid in one folder. */
import { closeSync, existsSync, openSync } from 'node:fs';
import { lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../errors.ts';
import { engineSocket, type Places } from './places.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

const pidFile = ({ runDir }: Places): string => join(runDir, 'docker.pid');
const logFile = ({ runDir }: Places): string => join(runDir, 'docker.log');

/** The process of the private engine: undefined when it is not running, whatever its pid file says. */
export async function privateEnginePid(places: Places): Promise<number | undefined> {
  const pid = Number(await readFile(pidFile(places), 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes('dockerd') && command.includes(places.runDir) ? pid : undefined;
}

async function requireDockerd(): Promise<void> {
  const { execa } = await import('execa');
  const { exitCode } = await execa('dockerd', ['--version'], { reject: false });
  if (exitCode !== 0) {
    throw new LabError('ENGINE_NOT_INSTALLED', 'dockerd is not installed on this machine', {
      hint: 'On Debian or Ubuntu: `apt-get install docker.io iptables`. The script ./lab does it when it is asked to.',
    });
  }
}

async function answers(socket: string): Promise<boolean> {
  const { default: http } = await import('node:http');
  return new Promise((resolve) => {
    const request = http.get({ socketPath: socket, path: '/_ping', timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
    request.on('timeout', () => request.destroy());
  });
}

async function lastWords(places: Places): Promise<string> {
  const log = await readFile(logFile(places), 'utf8').catch(() => '');
  const failure = log
    .trim()
    .split('\n')
    .findLast((line) => /failed|error/i.test(line));
  return failure?.slice(0, 400) ?? `see ${logFile(places)}`;
}

/**
 * Who may write to a folder of root's engine becomes root. A folder with a sticky bit, as /tmp, is no danger to what is in it.
 * @throws LabError ENGINE_START_FAILED
 */
async function requireOwn(folder: string): Promise<void> {
  const { uid, mode } = await lstat(folder);
  const isOpen = (mode & 0o022) !== 0 && (mode & 0o1000) === 0;
  if ((uid === 0 || uid === process.getuid?.()) && !isOpen) return;
  throw new LabError(
    'ENGINE_START_FAILED',
    `${folder} belongs to user ${uid} with mode ${(mode & 0o7777).toString(8)}, expected a folder that nobody else can write to`,
    { hint: 'LAB_HOME names another folder.' },
  );
}

/** What an engine may need of the environment: the rest is the caller's own business. */
const ENGINE_ENV = /^(?:PATH|HOME|TMPDIR|LANG|(?:https?|no|all)_proxy)$/i;

const engineEnv = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => ENGINE_ENV.test(name)));

/** Starts dockerd and waits until it answers. @returns false when it was running already */
export async function startPrivateEngine(places: Places): Promise<boolean> {
  const socket = engineSocket(places);
  if ((await privateEnginePid(places)) !== undefined && (await answers(socket))) return false;
  await requireDockerd();
  const { engineDir, runDir } = places;
  try {
    for (const folder of [engineDir, runDir]) await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new LabError('ENGINE_START_FAILED', `no folder for the engine can be made: ${(error as Error).message}`, {
      hint: 'A private engine needs root. LAB_HOME names another folder.',
      cause: error,
    });
  }
  for (const folder of new Set([engineDir, runDir, dirname(engineDir), dirname(runDir)])) await requireOwn(folder);
  await rm(socket, { force: true });
  const log = openSync(logFile(places), 'w');
  const dockerd = spawn(
    'dockerd',
    [
      ['--data-root', join(engineDir, 'data')],
      ['--exec-root', join(runDir, 'exec')],
      ['--pidfile', pidFile(places)],
      ['--host', `unix://${socket}`],
      // Labs bring their own networks: the default bridge would only take an address of the host.
      ['--bridge', 'none'],
    ].flat(),
    { detached: true, stdio: ['ignore', log, log], env: engineEnv(process.env) },
  );
  closeSync(log);
  dockerd.unref();
  let exited = false;
  dockerd.once('exit', () => (exited = true));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(socket))) {
    if (exited || Date.now() > deadline) {
      if (!exited) process.kill(-(dockerd.pid ?? 0));
      throw new LabError('ENGINE_START_FAILED', `dockerd did not start: ${await lastWords(places)}`, {
        hint: `Its whole log is ${logFile(places)}. It needs root, cgroups and iptables.`,
      });
    }
    await delay(50);
  }
  return true;
}

/** The engine leaves its data folder and the host's network namespace mounted, which keeps them from being removed. */
async function unmountBelow(folders: string[]): Promise<void> {
  const mounts = await readFile('/proc/self/mounts', 'utf8').catch(() => '');
  const points = mounts.split('\n').map((line) => (line.split(' ')[1] ?? '').replaceAll(String.raw`\040`, ' '));
  const left = points.filter((point) => folders.some((folder) => point.startsWith(`${folder}/`)));
  if (left.length === 0) return;
  const { execa } = await import('execa');
  await execa('umount', left.toReversed(), { reject: false });
}

/** @returns false when it was not running */
export async function stopPrivateEngine(places: Places): Promise<boolean> {
  const pid = await privateEnginePid(places);
  if (pid === undefined) return false;
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (existsSync(`/proc/${pid}`)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await delay(50);
  }
  await rm(engineSocket(places), { force: true });
  await unmountBelow([places.runDir, places.engineDir]);
  return true;
}
