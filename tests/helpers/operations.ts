/** What is killed in tests/killed/killed.test.ts: commands, and what has to be there before them. */
import { execa } from 'execa';
import { appendFile, cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { imageSources } from '../../src/orchestrator/images.ts';
import { TRIGGERS } from '../../src/models/vrrp.ts';
import { askEngine } from './engine-http.ts';
import { testEngine } from './engine.ts';
import { ROOT } from './lab.ts';
import type { Random } from './random.ts';

export interface Operation {
  /** The lab that must come to green afterwards. */
  lab: string;
  /** Words of the commands before it, also before it is tried again: then it must have as much to do as at first. */
  before: string[][];
  /** As `before`, what no command does. */
  afresh?: () => Promise<void>;
  words: string[];
  /** How long it takes at most, until that is known. */
  guessMs: number;
  /** The project's root to run it in. */
  root: string;
  /** What has to be made again before the lab can start. */
  again: string[][];
  tidy?: () => Promise<void>;
}

const BASE = 'lvs-lab/base:trixie';

const pick = <T>(random: Random, all: readonly T[]): T => all[random(all.length)] as T;

/** exp1 mostly: a check of exp2 breaks directors, for twenty seconds. */
const anyLab = (random: Random): string => (random(6) === 0 ? 'exp2' : 'exp1');

const common = (lab: string) => ({ lab, root: ROOT, again: [], before: [] as string[][] });

/** A copy of the built project, so that the sources of its images can be changed. */
async function copyProject(folder: string): Promise<string> {
  const root = join(folder, 'copy');
  for (const name of ['dist', 'images', 'labs', 'package.json']) {
    await cp(join(ROOT, name), join(root, name), { recursive: true, preserveTimestamps: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

/** Those that the project itself does not have too. */
async function removeImagesOf(root: string): Promise<void> {
  const engine = await testEngine();
  const [ours, theirs] = await Promise.all([ROOT, root].map((folder) => imageSources(join(folder, 'images'))));
  for (const kind of ['own', 'host'] as const) {
    const tag = theirs?.[kind].tag;
    if (tag !== undefined && tag !== ours?.[kind].tag) await engine.removeImage(tag);
  }
}

/** Of a node whose image has one file more: the last layer of one image, and all of the other. */
async function imageBuild(random: Random, folder: string): Promise<Operation> {
  const root = await copyProject(folder);
  const stamp = join(root, 'images', pick(random, ['node', 'kernel']), 'rootfs/usr/lib/lab/stamp');
  await appendFile(stamp, `${folder}\n`);
  const words = ['image', 'build'];
  const tidy = () => removeImagesOf(root);
  return { ...common('exp1'), root, words, guessMs: 40_000, again: [words], afresh: tidy, tidy };
}

/** From nothing: the base is bootstrapped. Where a registry answers it is pulled, and there is nothing to do. */
async function bootstrap(random: Random, folder: string): Promise<Operation> {
  const engine = await testEngine();
  const base = await engine.image(BASE);
  if (!base) return imageBuild(random, folder);
  const operation = await imageBuild(random, folder);
  const kept = 'repo=lvs-lab/kept&tag=base';
  await askEngine(`/images/${BASE}/tag?${kept}`, 'POST');
  const afresh = async (): Promise<void> => {
    await operation.afresh?.();
    await engine.removeImage(BASE);
  };
  const tidy = async (): Promise<void> => {
    await operation.tidy?.();
    await engine.removeImage(BASE);
    await askEngine('/images/lvs-lab/kept:base/tag?repo=lvs-lab/base&tag=trixie', 'POST');
    await engine.removeImage('lvs-lab/kept:base');
  };
  return { ...operation, guessMs: 30_000, afresh, tidy };
}

export const OPERATIONS = {
  start: async (random: Random): Promise<Operation> => {
    const lab = anyLab(random);
    return { ...common(lab), before: [['stop', '--all']], words: ['start', lab], guessMs: 4000 };
  },
  stop: async (random: Random): Promise<Operation> => {
    const lab = anyLab(random);
    const words = random(2) === 0 ? ['stop', lab] : ['stop', '--all'];
    return { ...common(lab), before: [['start', lab, '--solve']], words, guessMs: 2500 };
  },
  reset: async (random: Random): Promise<Operation> => {
    const lab = anyLab(random);
    return { ...common(lab), before: [['start', lab, '--solve']], words: ['reset', lab], guessMs: 6000 };
  },
  solve: async (random: Random): Promise<Operation> => {
    const lab = anyLab(random);
    return { ...common(lab), before: [['start', lab]], words: ['solve', lab], guessMs: lab === 'exp1' ? 4000 : 15_000 };
  },
  check: async (random: Random): Promise<Operation> => {
    const trigger = pick(random, [...TRIGGERS, undefined]);
    const words = trigger === undefined ? ['check', 'exp2'] : ['failover', 'exp2', '--trigger', trigger];
    const guessMs = trigger === undefined ? 25_000 : 15_000;
    return { ...common('exp2'), before: [['start', 'exp2', '--solve']], words, guessMs };
  },
  image: imageBuild,
  bootstrap,
};
export type OperationName = keyof typeof OPERATIONS;

export interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Whether it was killed before it ended. */
  wasKilled: boolean;
  durationMs: number;
}

/** @param killAfterMs undefined: it runs to its end */
export async function runIn(
  root: string,
  words: string[],
  env: Record<string, string>,
  killAfterMs?: number,
): Promise<Run> {
  const begun = performance.now();
  const child = execa(process.execPath, [join(root, 'dist/cli/main.js'), ...words], {
    env: { LANG: 'C.UTF-8', ...env },
    stdin: 'ignore',
    reject: false,
  });
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const { exitCode = -1, stdout, stderr, signal } = await child;
  clearTimeout(timer);
  const durationMs = Math.round(performance.now() - begun);
  return { exitCode, stdout, stderr, wasKilled: signal === 'SIGKILL', durationMs };
}
