/** An engine in a network namespace of its own: what a test does to its firewall, its sysctls and its networks stays there. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Docker from 'dockerode';
import { execa } from 'execa';
import { engineAddress } from '../../src/orchestrator/connect.ts';
import { placesFrom } from '../../src/orchestrator/places.ts';

/** The engine that the tests run on, past our own adapter. */
function outerDocker(): Docker {
  const host = engineAddress(process.env, placesFrom(process.env))?.host ?? '';
  return host.startsWith('unix://') ? new Docker({ socketPath: host.slice('unix://'.length) }) : new Docker();
}

export class SandboxEngine {
  readonly folder: string;
  readonly socket: string;
  readonly docker: Docker;
  #dockerd: ChildProcess | undefined;

  constructor(folder: string) {
    this.folder = folder;
    this.socket = join(folder, 's.sock');
    this.docker = new Docker({ socketPath: this.socket });
  }

  static async make(): Promise<SandboxEngine> {
    return new SandboxEngine(await mkdtemp(join(tmpdir(), 'lab-sb-')));
  }

  /** @param args for dockerd */
  async start(...args: string[]): Promise<void> {
    const at = (name: string): string => join(this.folder, name);
    const own = ['--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid')];
    const words = ['--net', 'dockerd', ...own, '--host', `unix://${this.socket}`, '--bridge', 'none', ...args];
    // unshare becomes dockerd: one process, one pid.
    this.#dockerd = spawn('unshare', words, { stdio: 'ignore' });
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(100)) {
      if (await this.docker.ping().catch(() => undefined)) return;
    }
    throw new Error('dockerd did not start');
  }

  /** In the engine's namespace. */
  async run(command: string): Promise<void> {
    await execa('nsenter', ['--target', String(this.#dockerd?.pid), '--net', 'sh', '-c', command]);
  }

  signal(name: NodeJS.Signals): void {
    this.#dockerd?.kill(name);
  }

  async copyImage(tag: string): Promise<void> {
    await this.docker.loadImage(await outerDocker().getImage(tag).get());
    while (
      !(await this.docker
        .getImage(tag)
        .inspect()
        .catch(() => undefined))
    )
      await delay(100);
  }

  async stop(): Promise<void> {
    const dockerd = this.#dockerd;
    if (!dockerd) return;
    const gone = new Promise((resolve) => dockerd.once('exit', resolve));
    dockerd.kill('SIGTERM');
    await gone;
    this.#dockerd = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
    const left = mounts.filter((point) => point.startsWith(`${this.folder}/`));
    if (left.length > 0) await execa('umount', left.toReversed(), { reject: false });
    await rm(this.folder, { recursive: true, force: true });
  }
}
