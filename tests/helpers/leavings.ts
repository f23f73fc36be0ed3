/** Everything that a command may leave on a machine: compared with what was there before it. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../../src/orchestrator/engine.ts';
import { askEngine, engineHost, followCreations } from './engine-http.ts';

const PATIENCE_MS = 20_000;

/** Names in a folder that may not be there or not be ours to read. */
const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** A file of /proc: the process may have ended meanwhile. */
const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** Command lines of the processes whose command line, control group or environment has one of the words. */
async function processesWith(words: string[]): Promise<string[]> {
  const pids = (await namesIn('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const texts = await Promise.all(['cmdline', 'cgroup', 'environ'].map((name) => textOf(`/proc/${pid}/${name}`)));
      const isOurs = texts.some((text) => words.some((word) => text.includes(word)));
      return isOurs ? [`process ${pid} ${texts[0]?.replaceAll('\0', ' ').slice(0, 100)}`] : [];
    }),
  );
  return found.flat();
}

export interface LeavingsPlaces {
  /** TMPDIR of the commands: they may leave nothing in it. */
  tmp: string;
  /** LAB_HOME of the commands. */
  home: string;
  /** A word that their environment has, and with it that of all that they start. */
  mark: string;
}

export class Leavings {
  readonly #engine: Engine;
  readonly #places: LeavingsPlaces;
  /** Of every container and network that was made since. */
  readonly #ids = new Set<string>();
  #before = new Set<string>();
  #stopFollowing: () => void = () => {};

  private constructor(engine: Engine, places: LeavingsPlaces) {
    this.#engine = engine;
    this.#places = places;
  }

  static async open(engine: Engine, places: LeavingsPlaces): Promise<Leavings> {
    const leavings = new Leavings(engine, places);
    leavings.#before = new Set(await leavings.#now());
    leavings.#stopFollowing = await followCreations((id) => leavings.#ids.add(id));
    return leavings;
  }

  close(): void {
    this.#stopFollowing();
  }

  async #ofEngine(): Promise<string[]> {
    const [containers, networks, volumes] = await Promise.all([
      this.#engine.containers(),
      this.#engine.networks(),
      askEngine<{ Volumes: { Name: string }[] | null }>('/volumes'),
    ]);
    return [
      ...containers.map(({ name, id, state }) => `container ${name} ${id} ${state}`),
      ...networks.map(({ name, id }) => `network ${name} ${id}`),
      ...(volumes.Volumes ?? []).map(({ Name }) => `volume ${Name}`),
    ];
  }

  /** Bridges of the networks that were made, and ends of cables that hang in the air. */
  async #interfaces(): Promise<string[]> {
    const names = await namesIn('/sys/class/net');
    const bridges = new Set([...this.#ids].map((id) => `br-${id.slice(0, 12)}`));
    const loose = await Promise.all(
      names
        .filter((name) => name.startsWith('veth'))
        .map(async (name) => {
          const master = await readlink(`/sys/class/net/${name}/master`).catch(() => undefined);
          return master === undefined || bridges.has(master.slice(master.lastIndexOf('/') + 1)) ? [name] : [];
        }),
    );
    return [...names.filter((name) => bridges.has(name)), ...loose.flat()].map((name) => `interface ${name}`);
  }

  async #files(): Promise<string[]> {
    const { tmp, home } = this.#places;
    const [temporary, locks, drafts, ofEngine] = await Promise.all([
      namesIn(tmp),
      namesIn(join(home, 'cache', 'locks')),
      Promise.all([join(home, 'cache'), join(home, 'cache', 'labs')].map(namesIn)),
      this.#engine.info().then(({ dataRoot }) => namesIn(join(dataRoot, 'tmp'))),
    ]);
    return [
      ...temporary.map((name) => `temporary file ${name}`),
      ...locks.map((name) => `lock ${name}`),
      ...drafts
        .flat()
        .filter((name) => name.includes('.json.'))
        .map((name) => `draft ${name}`),
      ...ofEngine.map((name) => `temporary file of the engine ${name}`),
    ];
  }

  async #now(): Promise<string[]> {
    const isLocal = engineHost().startsWith('unix://');
    const found = await Promise.all([
      this.#ofEngine(),
      isLocal ? this.#interfaces() : [],
      isLocal ? processesWith([this.#places.mark, ...this.#ids]) : [],
      this.#files(),
    ]);
    return found.flat().filter((thing) => !this.#before.has(thing));
  }

  /** What is left: the engine is given a while to end what it began. */
  async found(): Promise<string[]> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const now = await this.#now();
      if (now.length === 0 || Date.now() > deadline) return now;
      await delay(300);
    }
  }
}
