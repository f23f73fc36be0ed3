/** A client that asks for a page at a steady pace while something happens. */
import { logged } from '../util/log.ts';
import { LabError } from '../util/errors.ts';
import type { Engine, RunningExec } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { watchInNode } from '../orchestrator/run-in-node.ts';
import { hasPage } from '../models/failover.ts';
import { parseProber, PROBER_SCRIPT, readRow, type ProberOutput } from './prober-script.ts';
import { tool } from './tools.ts';
import { until } from '../util/until.ts';
import { within } from './within.ts';

/** What it still waits for when it is told to end, and more. */
const END_MS = 15_000;

/** What counts as being served: this many answers, the first of them at most twice as long ago as their pace makes it. */
const ENOUGH = 8;
const SLACK = 2;

/** How long a page may take to be answered steadily, where nobody answers at all. */
const CALM_MS = 3000;
/** And where answers come, but by fits and starts: the machine is busy with something else, and a client waits. */
const BUSY_MS = 20_000;
const RECENT_MS = 1000;

export interface ProberSpec {
  node: NodeHandle;
  address: string;
  port: number;
  path: string;
  /** Between two requests. */
  intervalMs: number;
  /** Without an answer for so long, a request is lost. */
  patienceMs: number;
  /** What pages of the real servers say: any other is no answer. Empty: every answer counts. */
  pages: readonly string[];
  /** Told of each request once it has ended, and of each mark, on the client's clock. */
  tell?: (news: ProberNews) => void;
}

export type ProberNews =
  { type: 'request'; sent: number; isAnswered: boolean } | { type: 'mark'; word: string; time: number };

export class Prober {
  readonly #running: RunningExec;
  readonly #node: string;
  #output = '';
  #complaints = '';
  /** When the last answers came in, by our own clock. */
  readonly #answers: number[] = [];

  readonly #windowMs: number;

  readonly #pages: readonly string[];
  /** What was printed of a line that has not ended. */
  #line = '';

  readonly #tell: ProberSpec['tell'];

  constructor({ node, intervalMs, pages, tell }: ProberSpec, running: RunningExec) {
    this.#tell = tell;
    this.#node = node.name;
    this.#pages = pages;
    this.#windowMs = ENOUGH * intervalMs * SLACK;
    this.#running = running;
    running.stdout.on('data', (chunk: Buffer) => this.#read(chunk.toString()));
    running.stderr.on('data', (chunk: Buffer) => (this.#complaints += chunk.toString()));
  }

  #read(chunk: string): void {
    this.#output += chunk;
    const lines = (this.#line + chunk).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) {
      const row = readRow(line);
      if (row && 'mark' in row) this.#tell?.({ type: 'mark', word: row.mark[0], time: row.mark[1] });
      if (!row || !('request' in row)) continue;
      const isAnswered = hasPage(row.request, this.#pages);
      if (isAnswered) this.#answers.push(performance.now());
      this.#tell?.({ type: 'request', sent: row.request.sent, isAnswered });
    }
    this.#answers.splice(0, this.#answers.length - ENOUGH);
  }

  /** Whether the page is answered right now. */
  isServed(): boolean {
    const [oldest] = this.#answers;
    return this.#answers.length === ENOUGH && oldest !== undefined && performance.now() - oldest < this.#windowMs;
  }

  /** Waits until the page is answered steadily. @returns false when it is not, in its time */
  async settles(signal: AbortSignal): Promise<boolean> {
    const isServed = async (): Promise<boolean> => this.isServed();
    if (await until(isServed, CALM_MS, signal)) return true;
    const last = this.#answers.at(-1) ?? -Infinity;
    return performance.now() - last < RECENT_MS && until(isServed, BUSY_MS, signal);
  }

  /** Notes the moment on the client's clock. */
  mark(word: string): void {
    this.#running.stdin.write(`${word}\n`);
  }

  /** @throws LabError NODE_UNRESPONSIVE when the client could not ask at all */
  async end(): Promise<ProberOutput> {
    this.#running.stdin.end();
    const ended = within(this.#running.exitCode, END_MS, `${this.#node}: the client that kept asking`);
    const exitCode = await ended.finally(() => this.#running.stdin.destroy());
    if (exitCode !== 0) {
      const said = this.#complaints.trim() || `exit status ${exitCode}`;
      throw new LabError('NODE_UNRESPONSIVE', `${this.#node} could not send requests: ${said}`);
    }
    return parseProber(this.#output);
  }
}

/** Runs `work` while a client asks. The prober lives until its input ends, also when the work is interrupted: what was
 * broken is mended meanwhile. */
export async function whileAsking<T>(
  engine: Engine,
  spec: ProberSpec,
  work: (prober: Prober) => Promise<T>,
): Promise<{ result: T; output: ProberOutput }> {
  const { node, address, port, path, intervalMs, patienceMs } = spec;
  const command = [tool('perl'), '-e', PROBER_SCRIPT, address, ...[port, path, intervalMs, patienceMs].map(String)];
  const prober = new Prober(spec, await watchInNode(engine, node, command));
  try {
    const result = await work(prober);
    return { result, output: await prober.end() };
  } catch (error) {
    await prober.end().catch(logged('the client that kept asking did not end'));
    throw error;
  }
}
