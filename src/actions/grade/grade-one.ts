/** One submission: a fresh instance, its work done again, its verdicts. Nothing that it does reaches another one. */
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cause } from '../../diagnosis/cause.ts';
import type { Verdict } from '../../checks/verdict.ts';
import { reportOf } from '../report.ts';
import { LabError, type ErrorCode } from '../../util/errors.ts';
import type { Lab } from '../../lab/lab.ts';
import { judgeInstance } from '../check.ts';
import { holdingDoors } from '../../probes/doors.ts';
import { startDeadline, watchBusyness } from '../../orchestrator/busyness.ts';
import type { Engine } from '../../orchestrator/engine.ts';
import type { Instance } from '../../orchestrator/instance.ts';
import { isTool } from '../submission/paths.ts';
import type { Submission } from '../submission/work.ts';
import { Clock } from './clock.ts';
import { limitNodes } from '../limit-nodes.ts';
import { guard, type Guard } from './guard.ts';
import type { Slots } from '../../util/slots.ts';
import { replay } from './replay.ts';
import type { Replayed, Result, Trouble } from './result.ts';
import {
  bootFailed,
  nodeLost,
  notRun,
  printedTooMuch,
  timedOut,
  tooManyProcesses,
  toolsReplaced,
  unresponsive,
} from './trouble.ts';

const MAX_OUTPUT_BYTES = 64 * 1024 ** 2;
/** The checks of a lab take seconds; each of their requests has a limit of its own. */
const JUDGE_TIMEOUT_MS = 180_000;
/** What was done a moment ago may need a while: a second look decides, when the first one found something. */
const SECOND_LOOK_MS = 3000;

export interface GradeInput {
  engine: Engine;
  lab: Lab;
  /** Milliseconds that the commands have. */
  timeoutMs: number;
  start: (name: string, lab: Lab) => Promise<Instance>;
  remove: (name: string) => Promise<void>;
  /** Starting and judging keep processors busy and must not be late: unlike waiting, not all do it at once. */
  starting: Slots;
  judging: Slots;
  signal: AbortSignal;
}

/** Where a container sees what its limit of processes refused: `max 12`, in cgroups of version 1 and 2. */
const REFUSALS = ['/sys/fs/cgroup/pids/pids.events', '/sys/fs/cgroup/pids.events'];

/** Trouble of the machine, not of a submission: grading ends, and goes on another time. */
const OURS: ErrorCode[] = ['ENGINE_UNREACHABLE', 'ENGINE_REFUSED', 'DISK_FULL', 'INSTANCE_BUSY', 'NETWORK_UNAVAILABLE'];

const isOurs = (error: unknown): boolean => error instanceof LabError && OURS.includes(error.code);

/** In one line. */
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');

/** What was seen at one look. */
interface Look {
  checks: Verdict[];
  cause: Cause | null;
}

interface Course extends Look {
  state: Result['state'];
  trouble: Trouble | null;
  commands: Replayed[];
}

class Grading {
  readonly #input: GradeInput;
  readonly #instance: Instance;
  readonly #submission: Submission;
  readonly #guard: Guard;
  readonly #clock: Clock;
  #commands: Replayed[] = [];

  constructor(input: GradeInput, instance: Instance, submission: Submission, clock: Clock) {
    this.#input = input;
    this.#clock = clock;
    this.#instance = instance;
    this.#submission = submission;
    this.#guard = guard(input.engine, instance);
  }

  async run(): Promise<Course> {
    try {
      const trouble = (await this.#clock.run(() => this.#replay())) ?? (await this.#lookAtNodes());
      if (trouble && trouble.code !== 'TIMEOUT') return this.#notJudged(trouble);
      this.#guard.leaveNodes();
      const look = await this.#input.judging.use(() => this.#clock.run(() => this.#judge()));
      // A program may be put back while it is looked at, or replaced after.
      const later = await this.#lookAtNodes();
      if (later) return this.#notJudged(later);
      return { state: trouble ? 'timed-out' : 'judged', trouble: trouble ?? null, ...look, commands: this.#commands };
    } catch (error) {
      this.#input.signal.throwIfAborted();
      if (isOurs(error)) throw error;
      return this.#notJudged(this.#guard.trouble ?? (await this.#lost()) ?? unresponsive(messageOf(error)));
    } finally {
      await this.#guard.stop();
    }
  }

  #notJudged(trouble: Trouble): Course {
    return { state: 'not-judged', trouble, checks: [], cause: null, commands: this.#commands };
  }

  /** @returns what ended it before its end */
  async #replay(): Promise<Trouble | undefined> {
    const { engine, lab, timeoutMs, signal } = this.#input;
    const late = startDeadline(timeoutMs);
    const over = new AbortController();
    let printed = 0;
    const ended = AbortSignal.any([signal, late.signal, over.signal, this.#guard.signal]);
    // Each connection listens to it, and a submission may have many shells.
    setMaxListeners(0, ended);
    const { told, done } = replay({
      engine,
      instance: this.#instance,
      submission: this.#submission,
      nodes: lab.nodes.map(({ name }) => name),
      onBytes: (count) => {
        printed += count;
        if (printed > MAX_OUTPUT_BYTES) over.abort();
      },
      signal: ended,
    });
    this.#commands = told;
    try {
      await done;
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      if (isOurs(error)) throw error;
      if (this.#guard.trouble) return this.#guard.trouble;
      if (printed > MAX_OUTPUT_BYTES) return printedTooMuch(MAX_OUTPUT_BYTES);
      if (late.signal.aborted) return timedOut(timeoutMs);
      return (await this.#lost()) ?? unresponsive(messageOf(error));
    } finally {
      late.stop();
      // Connections of commands that are still running.
      over.abort();
    }
  }

  async #lost(): Promise<Trouble | undefined> {
    const containers = await this.#input.engine.containers(`lvs-lab.instance=${this.#instance.name}`);
    const lost = this.#instance.nodes.find(
      ({ container }) => containers.find(({ name }) => name === container)?.state !== 'running',
    );
    return lost && nodeLost(lost.name);
  }

  async #lookAtNodes(): Promise<Trouble | undefined> {
    return (await this.#lookAtTools()) ?? this.#lookAtProcesses();
  }

  /** A fork bomb may be over when it is looked for: the kernel counts how often it refused a process. */
  async #lookAtProcesses(): Promise<Trouble | undefined> {
    const { engine, signal } = this.#input;
    const found = await Promise.all(
      this.#instance.nodes.map(async ({ name, container }) => {
        const { stdout, exitCode } = await engine.exec(container, ['/bin/cat', ...REFUSALS], { signal });
        // 1: one of the two files is not there.
        if (exitCode > 1) return unresponsive(`${name}: cat ended with exit status ${exitCode}`);
        return /^max [1-9]/m.test(stdout) ? tooManyProcesses(name) : undefined;
      }),
    );
    return found.find((trouble) => trouble !== undefined);
  }

  async #lookAtTools(): Promise<Trouble | undefined> {
    for (const { name, container } of this.#instance.nodes) {
      const changes = await this.#input.engine.changes(container);
      const touched = changes.filter(({ path }) => isTool(path)).map(({ path }) => path);
      // Folders are listed for what is in them.
      const paths = touched.filter((path) => !touched.some((other) => other.startsWith(`${path}/`)));
      if (paths.length > 0) return toolsReplaced(name, paths);
    }
    return undefined;
  }

  async #lookAgain(first: Look, signal: AbortSignal): Promise<Look> {
    if (first.checks.every(({ passed }) => passed === true)) return first;
    await delay(SECOND_LOOK_MS, undefined, { signal });
    return this.#look(signal);
  }

  async #look(signal: AbortSignal): Promise<Look> {
    const { engine, lab } = this.#input;
    const input = { lab, instance: this.#instance };
    const { checks, cause } = await judgeInstance({ engine, emit: () => {}, signal }, input);
    return { checks, cause };
  }

  async #judge(): Promise<Look> {
    const late = startDeadline(JUDGE_TIMEOUT_MS * this.#input.engine.patience);
    const signal = AbortSignal.any([this.#input.signal, late.signal, this.#guard.signal]);
    try {
      return await holdingDoors(this.#input.engine, this.#instance.nodes, async () =>
        this.#lookAgain(await this.#look(signal), signal),
      );
    } finally {
      late.stop();
    }
  }
}

/** Twice, because a machine under load may fail once. */
async function startTwice(input: GradeInput, name: string, clock: Clock): Promise<Instance | Trouble> {
  let said = '';
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const instance = await input.starting.use(() => clock.run(() => input.start(name, input.lab)));
      await limitNodes(input.engine, instance);
      return instance;
    } catch (error) {
      input.signal.throwIfAborted();
      if (!(error instanceof LabError) || !error.code.startsWith('NODE_')) throw error;
      said = error.message;
    }
  }
  return bootFailed(said);
}

export interface GradedOne {
  result: Result;
  /** How much the machine had to do meanwhile: tasks for each of its processors. */
  busyness: number;
}

/** @throws LabError for trouble of the machine, Interrupted */
export async function gradeOne(input: GradeInput, submission: Submission, instanceName: string): Promise<GradedOne> {
  const clock = new Clock();
  const { lab, timeoutMs } = input;
  const watched = watchBusyness();
  try {
    const started = await startTwice(input, instanceName, clock);
    const course: Course =
      'code' in started
        ? { state: 'not-judged', trouble: started, checks: [], cause: null, commands: [] }
        : await new Grading(input, started, submission, clock).run();
    const { passed, points } = reportOf(lab.id, instanceName, course.checks);
    const result: Result = {
      submission: submission.name,
      student: submission.student,
      variant: lab.variant ?? null,
      ...course,
      doubtful: false,
      notes: notesOf(course),
      passed: course.state === 'judged' && passed,
      points: course.state === 'not-judged' ? null : points,
      maxPoints: lab.checks.reduce((sum, check) => sum + check.points, 0),
      durationMs: Math.round(clock.totalMs),
      timeoutMs,
    };
    return { result, busyness: watched() };
  } finally {
    watched();
    await input.remove(instanceName);
  }
}

/** Exit statuses of a shell for what it cannot find and cannot run. */
const NOT_RUN = [126, 127];

function notesOf({ commands }: Course): Result['notes'] {
  const failed = commands.filter(({ status, recorded }) => NOT_RUN.includes(status ?? 0) && recorded !== status);
  const nodes = [...new Set(failed.map(({ node }) => node))];
  return nodes.map((node) => notRun(node, failed.filter((one) => one.node === node).length));
}
