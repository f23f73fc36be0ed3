/** An engine of the labs' own, for machines where none runs: its data, socket and pid in one folder. */
import { closeSync, openSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../util/errors.ts';
import { engineSocket, type Places } from './places.ts';
import { withLock } from './lock.ts';
import { startOfProcess } from './processes.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

const pidFile = ({ runDir }: Places): string => join(runDir, 'docker.pid');
const execDir = ({ runDir }: Places): string => join(runDir, 'exec');
const logFile = ({ runDir }: Places): string => join(runDir, 'docker.log');

/** The process that a pid file names, if it is one of `program` in the folder of this engine: a pid is given again. */
async function pidIn(file: string, program: string, { runDir }: Places): Promise<number | undefined> {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  // A zombie has no command line.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes(program) && command.includes(runDir) ? pid : undefined;
}

/** The process of the private engine: undefined when it is not running, whatever its pid file says. */
export const privateEnginePid = (places: Places): Promise<number | undefined> =>
  pidIn(pidFile(places), 'dockerd', places);

/** dockerd refuses to start beside a pid file whose pid is there, be it a zombie's or by now another program's. */
async function forgetKilled(places: Places): Promise<void> {
  await rm(engineSocket(places), { force: true });
  await rm(pidFile(places), { force: true });
  const containerd = join(execDir(places), 'containerd', 'containerd.pid');
  if ((await pidIn(containerd, 'containerd', places)) === undefined) await rm(containerd, { force: true });
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
const ENGINE_ENV = /^(?:PATH|HOME|TMPDIR|LANG|GOGC|(?:https?|no|all)_proxy)$/i;

/**
 * dockerd runs itself three times for each container that it starts, and each time spends half of its 85 ms on collecting the
 * garbage of its own start. A laxer collector (https://pkg.go.dev/runtime#hdr-Environment_Variables) leaves that out.
 */
const GOGC = '400';

const engineEnv = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  GOGC,
  ...Object.fromEntries(Object.entries(env).filter(([name]) => ENGINE_ENV.test(name))),
});

/**
 * Starts dockerd and waits until it answers.
 * @returns false when it was running already
 * @throws LabError ENGINE_NOT_INSTALLED, ENGINE_START_FAILED; INSTANCE_BUSY while another command starts it
 */
export async function startPrivateEngine(places: Places): Promise<boolean> {
  if ((await privateEnginePid(places)) !== undefined && (await answers(engineSocket(places)))) return false;
  await requireDockerd();
  await makeFolders(places);
  return withLock(places.cacheDir, 'the engine', 'engine start', () => launch(places));
}

/** @throws LabError ENGINE_START_FAILED */
async function makeFolders(places: Places): Promise<void> {
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
}

/** dockerd as a child that outlives us, with its first words in its log. */
function spawnDockerd(places: Places): ChildProcess {
  const log = openSync(logFile(places), 'w');
  const dockerd = spawn(
    'dockerd',
    [
      ['--data-root', join(places.engineDir, 'data')],
      ['--exec-root', execDir(places)],
      ['--pidfile', pidFile(places)],
      ['--host', `unix://${engineSocket(places)}`],
      // Labs bring their own networks: the default bridge would only take an address of the host.
      ['--bridge', 'none'],
    ].flat(),
    { detached: true, stdio: ['ignore', log, log], env: engineEnv(process.env) },
  );
  closeSync(log);
  dockerd.unref();
  return dockerd;
}

/** @returns whether dockerd answers; false when it ended before */
async function awaitAnswer(places: Places, dockerd: ChildProcess | undefined): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(engineSocket(places)))) {
    if (dockerd && (dockerd.exitCode ?? dockerd.signalCode) !== null) return false;
    if (Date.now() > deadline) {
      if (dockerd?.pid !== undefined) process.kill(-dockerd.pid);
      return false;
    }
    await delay(50);
  }
  return true;
}

/**
 * A dockerd that is killed while it makes a network may have written half of it down, and then panics at each start (seen of
 * 20.10). Its networks are forgotten with that file; `lab start` makes them anew, and the nodes that were on them.
 * @returns whether that was it
 */
async function forgetNetworks(places: Places): Promise<boolean> {
  const log = await readFile(logFile(places), 'utf8').catch(() => '');
  if (!/^panic: [^]*libnetwork\.\(\*[Cc]ontroller\)\.reservePools/m.test(log)) return false;
  const file = join(places.engineDir, 'data/network/files/local-kv.db');
  const written = await readFile(file, 'latin1').catch(() => '');
  await rename(file, `${file}.broken`);
  const { execa } = await import('execa');
  const bridges = (await readdir('/sys/class/net')).filter((name) => /^br-[0-9a-f]{12}$/.test(name));
  for (const bridge of bridges.filter((name) => written.includes(name.slice('br-'.length)))) {
    await execa('ip', ['link', 'delete', bridge], { reject: false });
  }
  return true;
}

async function launch(places: Places): Promise<boolean> {
  const isThere = (await privateEnginePid(places)) !== undefined;
  for (let attempt = 1; ; attempt += 1) {
    if (!isThere) await forgetKilled(places);
    if (await awaitAnswer(places, isThere ? undefined : spawnDockerd(places))) return !isThere;
    if (attempt === 1 && !isThere && (await forgetNetworks(places))) continue;
    throw new LabError('ENGINE_START_FAILED', `dockerd did not start: ${await lastWords(places)}`, {
      hint: `Its whole log is ${logFile(places)}. It needs root, cgroups and iptables.`,
    });
  }
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
  while ((await startOfProcess(pid)) !== '') {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await delay(50);
  }
  await rm(engineSocket(places), { force: true });
  await unmountBelow([places.runDir, places.engineDir]);
  return true;
}
