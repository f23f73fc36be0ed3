/** `kill -9` of the command line at random moments: what it says afterwards is true, and it gets everything in order again. */
import { expect } from 'chai';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { LABEL } from '../../src/orchestrator/names.ts';
import { engineHost } from '../helpers/engine-http.ts';
import { testEngine } from '../helpers/engine.ts';
import { Leavings } from '../helpers/leavings.ts';
import { OPERATIONS, runIn, type Operation, type OperationName, type Run } from '../helpers/operations.ts';
import { randomOf } from '../helpers/random.ts';

const MOMENTS = Number(process.env['KILLED_MOMENTS'] ?? 60);
const SEED = Number(process.env['KILLED_SEED'] ?? 1);
const COMMANDS: OperationName[] = ['stop', 'solve', 'start', 'reset', 'check', 'image'];
/** Those that are killed, in turns: all, or what KILLED_COMMANDS names. */
const TURNS = COMMANDS.filter((name) => process.env['KILLED_COMMANDS']?.split(' ').includes(name) ?? true);
/** Every so many builds of images one begins with nothing, and takes minutes. */
const BOOTSTRAP_EVERY = 5;
const ATTEMPTS = 4;
const TRUTH_MS = 30_000;

const nameOf = (index: number): OperationName => {
  const name = TURNS[index % TURNS.length] ?? 'start';
  return name === 'image' && Math.floor(index / TURNS.length) % BOOTSTRAP_EVERY === 1 ? 'bootstrap' : name;
};

interface Listed {
  name: string;
  nodes: { name: string; state: string }[];
}

/** What the engine itself has, in the words of `lab status --json`. */
async function truth(): Promise<Listed[]> {
  const engine = await testEngine();
  const [containers, networks] = await Promise.all([
    engine.containers(LABEL.instance),
    engine.networks(LABEL.instance),
  ]);
  const names = new Set([...containers, ...networks].map(({ labels }) => labels[LABEL.instance] ?? ''));
  return [...names].toSorted().map((name) => ({
    name,
    nodes: containers
      .filter(({ labels }) => labels[LABEL.instance] === name)
      .map(({ labels, state }) => ({ name: labels[LABEL.node] ?? '', state: state as string }))
      .toSorted((a, b) => a.name.localeCompare(b.name)),
  }));
}

const say = (line: string): void => void process.stderr.write(`      ${line}\n`);

describe(`killed at ${MOMENTS} random moments (KILLED_SEED=${SEED})`, function () {
  this.timeout(900_000);
  const random = randomOf(SEED);
  let folder = '';
  let env: Record<string, string> = {};

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lvs-lab-killed-'));
    env = {
      DOCKER_HOST: engineHost(),
      LAB_HOME: join(folder, 'home'),
      TMPDIR: join(folder, 'tmp'),
      LAB_KILLED: folder,
    };
    await mkdir(join(folder, 'tmp'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function fine(root: string, words: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await runIn(root, words, env);
    expect(exitCode, `lab ${words.join(' ')}: ${stderr.slice(-1500)}${stdout.slice(-1500)}`).to.equal(0);
    return stdout;
  }

  /** Runs the command again until a kill comes in time. */
  async function kill({
    before: first,
    afresh,
    words,
    root,
    guessMs,
  }: Operation): Promise<{ run: Run; afterMs: number }> {
    let withinMs = guessMs;
    for (let attempt = 1; ; attempt += 1) {
      for (const each of first) await fine(root, each);
      await afresh?.();
      const afterMs = random(withinMs);
      const run = await runIn(root, words, env, afterMs);
      if (run.wasKilled) return { run, afterMs };
      expect(run.exitCode, run.stderr).to.equal(0);
      withinMs = run.durationMs;
      if (attempt === ATTEMPTS) throw new Error(`lab ${words.join(' ')} ended before it was killed, ${attempt} times`);
    }
  }

  /** The engine may still be doing what it was asked: it is compared again until both agree. */
  async function expectTruth(root: string): Promise<Listed[]> {
    const deadline = Date.now() + TRUTH_MS;
    for (;;) {
      const has = await truth();
      const said = (JSON.parse(await fine(root, ['status', '--json'])) as { instances: Listed[] }).instances;
      const told = said.map(({ name, nodes }) => ({
        name,
        nodes: nodes.map((one) => ({ name: one.name, state: one.state })),
      }));
      if (isDeepStrictEqual(told, has) || isDeepStrictEqual(told, await truth())) return told;
      if (Date.now() > deadline) expect(told).to.deep.equal(has);
      await delay(200);
    }
  }

  for (let index = 0; index < MOMENTS; index += 1) {
    const name = nameOf(index);
    it(`${index + 1}: ${name}`, async () => {
      const engine = await testEngine();
      const own = join(folder, String(index));
      await mkdir(own);
      const leavings = await Leavings.open(engine, {
        tmp: join(folder, 'tmp'),
        home: join(folder, 'home'),
        mark: folder,
      });
      const operation = await OPERATIONS[name](random, own);
      const { lab, root, words, again, tidy } = operation;
      try {
        const { afterMs } = await kill(operation);
        const seen = await expectTruth(root);
        const states = seen.flatMap(({ nodes }) => nodes.map(({ state }) => state));
        const counts = [...new Set(states)].map((state) => `${states.filter((one) => one === state).length} ${state}`);
        say(`${words.join(' ')}: killed after ${afterMs} ms; ${counts.join(', ') || 'no node'}`);
        if (seen.some((one) => one.name === lab)) await fine(root, ['status', lab, '--json']);
        for (const each of again) await fine(root, each);
        await fine(root, ['start', lab, '--solve']);
        await fine(root, ['check', lab]);
        await fine(root, ['stop', '--all']);
        expect(await leavings.found()).to.deep.equal([]);
      } catch (error) {
        // With many moments the end, where mocha tells of it, is far.
        say(String(error).slice(0, 2000));
        throw error;
      } finally {
        leavings.close();
        await runIn(root, ['stop', '--all'], env);
        await tidy?.();
        await rm(own, { recursive: true, force: true });
      }
    });
  }
});
