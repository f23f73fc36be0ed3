/**
 * Many instances of exp1 by one command: time, memory and what bounds them, for each size that is named.
 * `npm run bench:many -- 1 5 10 20 40` needs an engine on this machine, root, and the images. Every instance must come to full marks,
 * and nothing may be left of it. It ends before the machine has too little memory for others.
 */
import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectEngine } from '../src/orchestrator/connect.ts';
import { LABEL } from '../src/orchestrator/names.ts';
import { placesFrom } from '../src/orchestrator/places.ts';
import { cpuSeconds, engineSeconds, firewallRules, links, memoryByKind, shimsOf, type Kind } from './machine.ts';

const STEM = 'many';
/** A third of the machine stays free. */
const LEAST_FREE = totalmem() / 3;
const SETTLE_MS = 3000;
const LEAVE_MS = 10_000;
const MIB = 1024 ** 2;

const places = placesFrom(process.env);
const engine = await connectEngine(process.env, places);
const main = join(places.root, 'dist/cli/main.js');

interface Ran {
  seconds: number;
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** One command on all of them. A machine that runs out of memory interrupts it. */
async function lab(verb: string, count: number, words: string[] = []): Promise<Ran> {
  const begun = performance.now();
  const command = execa(process.execPath, [main, verb, 'exp1', '--as', STEM, '--count', String(count), ...words], {
    reject: false,
    env: { LANG: 'C.UTF-8' },
  });
  const watch = setInterval(() => freemem() < LEAST_FREE && command.kill('SIGINT'), 500);
  const { exitCode = -1, stdout, stderr } = await command;
  clearInterval(watch);
  return { seconds: (performance.now() - begun) / 1000, exitCode, stdout, stderr };
}

const isMine = ({ labels }: { labels: Record<string, string> }): boolean =>
  (labels[LABEL.instance] ?? '').startsWith(`${STEM}-`);

async function running() {
  const [containers, networks] = await Promise.all([
    engine.containers(LABEL.instance),
    engine.networks(LABEL.instance),
  ]);
  return { containers: containers.filter(isMine), networks: networks.filter(isMine) };
}

interface Traces {
  bridges: string[];
  veths: string[];
  rules: string[];
  ids: string[];
}

/** What the engine made of them on this machine, by which it is found again when it should be gone. */
async function traces(): Promise<Traces> {
  const { containers, networks } = await running();
  const bridges = networks.map(({ id }) => `br-${id.slice(0, 12)}`);
  const veths = (await links()).filter(({ master }) => bridges.includes(master ?? '')).map(({ ifname }) => ifname);
  const rules = (await firewallRules()).filter((rule) => bridges.some((bridge) => rule.includes(bridge)));
  return { bridges, veths, rules, ids: containers.map(({ id }) => id) };
}

/** What is still there of them. */
async function left({ bridges, veths, ids }: Traces): Promise<string[]> {
  const { containers, networks } = await running();
  const names = [...bridges, ...veths];
  const interfaces = (await links()).map(({ ifname }) => ifname).filter((name) => names.includes(name));
  const rules = (await firewallRules()).filter((rule) => bridges.some((bridge) => rule.includes(bridge)));
  const processes = [...(await shimsOf(ids)).values()].map((pid) => `process ${pid}`);
  const locks = Array.from({ length: 200 }, (_, index) => join(places.cacheDir, 'locks', `${STEM}-${index + 1}`));
  return [
    ...containers.map(({ name }) => name),
    ...networks.map(({ name }) => name),
    ...interfaces,
    ...rules,
    ...processes,
    ...locks.filter((file) => existsSync(file)),
  ];
}

/** The kernel removes a veth a moment after the last process of its namespace: what it is slow with is looked at again. */
async function leftForGood(before: Traces): Promise<string[]> {
  const deadline = performance.now() + LEAVE_MS;
  for (;;) {
    const names = await left(before);
    if (names.length === 0 || performance.now() > deadline) return names;
    await delay(200);
  }
}

interface Report {
  instances: { instance: string; points: number; maxPoints: number; passed: boolean }[];
}

/** @returns what was not as it must be */
function findings(count: number, check: Ran): string[] {
  if (check.exitCode > 1) return [`check exited ${check.exitCode}: ${check.stderr.slice(-400)}`];
  const { instances } = JSON.parse(check.stdout) as Report;
  const wrong = instances.filter(({ passed, points, maxPoints }) => !passed || points !== 100 || maxPoints !== 100);
  return [
    ...(check.exitCode === 0 && instances.length === count ? [] : [`check exited ${check.exitCode}`]),
    ...wrong.map(({ instance, points, maxPoints }) => `${instance}: ${points}/${maxPoints}`),
  ];
}

const mebibytes = (bytes: number): string => (bytes / MIB).toFixed(0);
const average = (numbers: number[]): number => numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);

async function measure(count: number): Promise<Record<string, string | number>> {
  const freeBefore = freemem();
  const cpuBefore = await cpuSeconds();
  const engineBefore = await engineSeconds();
  const start = await lab('start', count, ['--solve', '--json']);
  const cpu = (await cpuSeconds()) - cpuBefore;
  const engineCpu = (await engineSeconds()).map((value, index) => value - (engineBefore[index] ?? 0));
  await delay(SETTLE_MS);
  const used = freeBefore - freemem();
  const { containers } = await running();
  const kinds = new Map(
    containers.map(({ id, labels }): [string, Kind] => [id, labels[LABEL.kernel] === 'own' ? 'own' : 'host']),
  );
  const memory = await memoryByKind(kinds);
  const before = await traces();
  const check = start.exitCode === 0 ? await lab('check', count, ['--json']) : undefined;
  const trouble = check ? findings(count, check) : [`start exited ${start.exitCode}: ${start.stderr.slice(-400)}`];
  const stop = await lab('stop', count, ['--json']);
  if (stop.exitCode !== 0) trouble.push(`stop exited ${stop.exitCode}: ${stop.stderr.slice(-400)}`);
  trouble.push(...(await leftForGood(before)).map((name) => `left: ${name}`));
  if (trouble.length > 0) {
    process.stderr.write(`${count} instances:\n  ${trouble.join('\n  ')}\n`);
    process.exitCode = 1;
  }
  return {
    instances: count,
    containers: containers.length,
    'start s': start.seconds.toFixed(1),
    'each s': (start.seconds / count).toFixed(2),
    'check s': check?.seconds.toFixed(1) ?? '-',
    'stop s': stop.seconds.toFixed(1),
    'CPU s': cpu.toFixed(1),
    'dockerd s': engineCpu[0]?.toFixed(1) ?? '-',
    'its children s': engineCpu[1]?.toFixed(1) ?? '-',
    'memory MiB': mebibytes(used),
    'MiB each': mebibytes(used / count),
    'own node': mebibytes(average(memory.own)),
    'host node': mebibytes(average(memory.host)),
    shim: mebibytes(average(memory.shim)),
    rules: before.rules.length,
    interfaces: before.bridges.length + before.veths.length,
    green: trouble.length === 0 ? 'all' : 'no',
  };
}

const sizes = process.argv.slice(2).map(Number);
for (const count of sizes.length > 0 ? sizes : [1, 5, 10, 20, 40]) {
  const row = await measure(count);
  process.stdout.write(
    `${Object.entries(row)
      .map(([name, value]) => `${name} ${value}`)
      .join(' | ')}\n`,
  );
}
