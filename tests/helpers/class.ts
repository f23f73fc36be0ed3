/** Submissions of a class as they come: right, wrong, unfinished, hanging, hostile, and not submissions at all. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { manifestHash } from '../../src/lab/hash.ts';
import type { Lab, StepCommands } from '../../src/lab/lab.ts';
import { packSubmission } from '../../src/actions/submission/archive.ts';
import type { SubmissionManifest } from '../../src/actions/submission/manifest.ts';

const BEGUN = Date.UTC(2026, 0, 12, 9);
/** As if somebody typed a command in this time. */
const TYPING_MS = 4000;

/** The reference solution, up to and with a step. */
export function solution(lab: Lab, to?: string): StepCommands[] {
  const steps = lab.steps.filter(({ by }) => by === 'student');
  const last = to === undefined ? steps.length : steps.findIndex(({ id }) => id === to) + 1;
  return steps.slice(0, last).flatMap(({ commands }) => commands);
}

export const withFault = (lab: Lab, id: string): StepCommands[] => [
  ...solution(lab),
  ...(lab.faults.find((fault) => fault.id === id)?.inject ?? []),
];

/** As `lab submit` writes them, had they been typed one after another. */
export function manifestOf(lab: Lab, student: string, commands: StepCommands[]): SubmissionManifest {
  const nodes = Object.fromEntries(
    lab.nodes.map(({ name }): [string, SubmissionManifest['nodes'][string]] => [
      name,
      { commands: [], files: [], deleted: [], leftOut: [] },
    ]),
  );
  for (const [index, { node, run }] of commands.entries()) {
    const at = BEGUN + index * TYPING_MS;
    nodes[node]?.commands.push({
      run: run.trimEnd(),
      by: 'shell',
      shell: 1,
      folder: '/root',
      at,
      endedAt: at + 500,
      status: 0,
    });
  }
  const madeAt = new Date(BEGUN + commands.length * TYPING_MS).toISOString();
  const { id, variant } = lab;
  const made = { format: 1, version: '0.1.0', lab: id, manifest: manifestHash(lab), madeAt, student, nodes } as const;
  return variant === undefined ? made : { ...made, variant };
}

export const archiveOf = (manifest: SubmissionManifest): Promise<Buffer> => packSubmission(manifest, new Map());

/** A tar.gz with any entries, also those that no submission may have. */
export async function tarGzOf(
  entries: { header: Partial<Header> & { name: string }; content?: string | Buffer }[],
): Promise<Buffer> {
  const archive = pack();
  for (const { header, content = '' } of entries) archive.entry(header, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

/** A folder written by hand: scripts by node. */
export function writeByHand(folder: string, scripts: Record<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const [node, script] of Object.entries(scripts)) writeFileSync(join(folder, `${node}.sh`), script);
}

/** What a student hands in who means harm, or does not know what he does: a script on one node, behind a right solution. */
export const HOSTILE: Record<string, StepCommands> = {
  'fork-bomb': { node: 'web01', run: 'bomb() { bomb | bomb & }; bomb' },
  'removes-all': { node: 'web02', run: 'rm -rf --no-preserve-root / 2>/dev/null' },
  'fills-disk': {
    node: 'gateway',
    run: 'i=0; while :; do head -c 64M /dev/zero >/root/fill.$i; i=$((i + 1)); done',
  },
  'kills-all': { node: 'web01', run: 'kill -9 -1' },
  'prints-on': { node: 'lanclient', run: 'yes' },
  'fakes-curl': { node: 'lanclient', run: "printf '#!/bin/sh\\necho 192.168.0.223 bbs\\n' >/usr/bin/curl" },
};

export interface Member {
  name: string;
  write: (folder: string) => Promise<void>;
}

const archived = (lab: Lab, name: string, commands: StepCommands[]): Member => ({
  name,
  write: async (folder) => {
    const bytes = await archiveOf(manifestOf(lab, `Student of ${name}`, commands));
    writeFileSync(join(folder, `${name}.tar.gz`), bytes);
  },
});

/** By hand, in one script a node: no order between nodes, so the clients' requests are left out. */
function byHand(lab: Lab, name: string): Member {
  const clients = lab.nodes.filter(({ role }) => role === 'client').map((node) => node.name);
  const scripts: Record<string, string> = {};
  for (const { node, run } of solution(lab))
    if (!clients.includes(node)) scripts[node] = `${scripts[node] ?? ''}${run.trimEnd()}\n`;
  return { name, write: async (folder) => writeByHand(join(folder, name), scripts) };
}

/** The kinds, over and over, until the class is as large as wanted. */
export function classOf(lab: Lab, size: number): Member[] {
  const faults = lab.faults.map(({ id }) => id);
  const steps = lab.steps.filter(({ by }) => by === 'student').map(({ id }) => id);
  const hostile = Object.entries(HOSTILE);
  return Array.from({ length: size }, (_, index): Member => {
    const name = (kind: string): string => `s${String(index + 1).padStart(2, '0')}-${kind}`;
    const round = Math.floor(index / 10);
    const pick = <T>(items: T[], offset = 0): T => items[(round * 3 + offset) % items.length] as T;
    switch (index % 10) {
      case 1:
      case 5:
      case 8: {
        const fault = pick(faults, index % 10);
        return archived(lab, name(`wrong-${fault}`), withFault(lab, fault));
      }
      case 2: {
        const [kind, command] = pick(hostile);
        return archived(lab, name(kind), [...solution(lab), command]);
      }
      case 3:
        return archived(lab, name('hanging'), [...solution(lab), { node: 'lvs01', run: 'sleep 100000' }]);
      case 4:
        return byHand(lab, name('by-hand'));
      case 6: {
        const step = pick(steps, 3);
        return archived(lab, name(`until-${step}`), solution(lab, step));
      }
      case 7:
        return archived(lab, name('loops'), [{ node: 'web01', run: 'while :; do :; done' }]);
      default:
        return archived(lab, name('right'), solution(lab));
    }
  });
}
