/** Doing a submission's work again on the nodes of an instance. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../../orchestrator/engine.ts';
import { nodeHandle, type Instance } from '../../orchestrator/instance.ts';
import { runInNode } from '../../orchestrator/run-in-node.ts';
import { tarOf } from '../../orchestrator/tar.ts';
import type { Submission, WorkCommand, WorkFile } from '../submission/work.ts';
import type { Replayed } from './result.ts';
import { ReplayShell, type Outcome } from './shell.ts';
import { endOf, replayed, timeline } from './timeline.ts';

/** Of a command that is long, its beginning is told. */
const TOLD = 2000;
/** What begins in the background has this long to begin. */
const SETTLE_MS = 100;

/** --overwrite: what the engine mounts, such as /etc/hosts, cannot be replaced by another file. */
const UNPACK = ['/bin/tar', '-x', '-m', '--overwrite', '-C', '/', '-f', '-'];

export interface ReplayInput {
  engine: Engine;
  instance: Instance;
  submission: Submission;
  /** Names of the nodes, in the order of the lab. */
  nodes: string[];
  onBytes: (count: number) => void;
  signal: AbortSignal;
}

interface Running {
  endsAt: number;
  done: Promise<void>;
}

class Replay {
  readonly #input: ReplayInput;
  readonly #shells = new Map<string, Promise<ReplayShell>>();
  readonly #busy = new Set<string>();
  /** What the commands came to, in the order in which they began. */
  readonly told: Replayed[] = [];

  constructor(input: ReplayInput) {
    this.#input = input;
  }

  /** The shell that a command was typed in. Commands of `lab exec` wait for none of their kind: they take a free one. */
  #keyFor(node: string, { by, shell }: WorkCommand): string {
    if (by !== 'exec') return `${node} ${shell}`;
    let count = 0;
    while (this.#busy.has(`${node} exec ${count}`)) count += 1;
    return `${node} exec ${count}`;
  }

  /** Another one than before when that has ended meanwhile. */
  async #shellFor(key: string, node: string, command: WorkCommand): Promise<ReplayShell> {
    const { engine, instance, signal, onBytes } = this.#input;
    const open = await this.#shells.get(key);
    if (open && !open.hasEnded) return open;
    const opening = ReplayShell.open(engine, nodeHandle(instance, node), command.folder, { signal, onBytes });
    this.#shells.set(key, opening);
    return opening;
  }

  async #run(node: string, command: WorkCommand, key: string, before: Promise<void> | undefined): Promise<void> {
    const told: Replayed = {
      node,
      run: command.run.slice(0, TOLD),
      status: null,
      recorded: command.status,
      output: '',
    };
    this.told.push(told);
    await before;
    const shell = await this.#shellFor(key, node, command);
    const outcome: Outcome = await shell.run(replayed(command));
    Object.assign(told, outcome);
  }

  /** A file that cannot be put there is a fault of what was done before, which the verdicts will tell. */
  async #put(node: string, files: WorkFile[]): Promise<void> {
    const { engine, instance, signal } = this.#input;
    const stdin = await tarOf(files.map(({ path, mode, content }) => ({ path, mode, content })));
    await runInNode(engine, nodeHandle(instance, node), UNPACK, {
      stdin,
      signal,
    });
  }

  async #remove(node: string, paths: string[]): Promise<void> {
    const { engine, instance, signal } = this.#input;
    await runInNode(engine, nodeHandle(instance, node), ['/bin/rm', '-rf', '--', ...paths], { signal });
  }

  /** A command begins when all that had ended before it began has ended again; what ran beside it, runs beside it. */
  async run(): Promise<void> {
    const { submission, nodes, signal } = this.#input;
    const running = new Set<Running>();
    const latest = new Map<string, Promise<void>>();
    const endedBy = async (at: number): Promise<void> => {
      await Promise.all([...running].filter(({ endsAt }) => endsAt <= at).map(({ done }) => done));
    };
    for (const step of timeline(submission, nodes)) {
      signal.throwIfAborted();
      await endedBy(step.at);
      if (step.what === 'files') {
        await this.#put(step.node, step.files);
        continue;
      }
      const { node, command } = step;
      const key = this.#keyFor(node, command);
      const done = this.#run(node, command, key, latest.get(key));
      this.#busy.add(key);
      const row: Running = { endsAt: endOf(command), done };
      running.add(row);
      latest.set(key, done);
      done.then(
        () => {
          running.delete(row);
          this.#busy.delete(key);
        },
        () => {},
      );
      if (row.endsAt === Infinity) await Promise.race([done, delay(SETTLE_MS)]);
    }
    await Promise.all([...running].map(({ done }) => done));
    await Promise.all(
      nodes.map(async (node) => {
        const paths = submission.nodes[node]?.deleted ?? [];
        if (paths.length > 0) await this.#remove(node, paths);
      }),
    );
  }
}

export interface Replaying {
  told: Replayed[];
  /** Settles when all is done, or fails with what kept it from being done. */
  done: Promise<void>;
}

/** The list fills while it goes on: what came before an end that was not foreseen is known. */
export function replay(input: ReplayInput): Replaying {
  const one = new Replay(input);
  return { told: one.told, done: one.run() };
}
