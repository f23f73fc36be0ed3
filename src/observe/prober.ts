/** A client that asks for a page at a steady pace while something happens. */
import { LabError } from '../errors.ts';
import type { Engine, RunningExec } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { watchInNode } from '../orchestrator/run-in-node.ts';
import { parseProber, PROBER_SCRIPT, type ProberOutput } from './prober-script.ts';
import { tool } from './tools.ts';

/** What counts as being served: this many answers, the first of them at most twice as long ago as their pace makes it. */
const ENOUGH = 8;
const SLACK = 2;

export interface ProberSpec {
  node: NodeHandle;
  address: string;
  port: number;
  path: string;
  /** Between two requests. */
  intervalMs: number;
  /** Without an answer for so long, a request is lost. */
  patienceMs: number;
}

export class Prober {
  readonly #running: RunningExec;
  readonly #node: string;
  #output = '';
  #complaints = '';
  /** When the last answers came in, by our own clock. */
  readonly #answers: number[] = [];

  readonly #windowMs: number;

  constructor({ node, intervalMs }: ProberSpec, running: RunningExec) {
    this.#node = node.name;
    this.#windowMs = ENOUGH * intervalMs * SLACK;
    this.#running = running;
    running.stdout.on('data', (chunk: Buffer) => this.#read(chunk.toString()));
    running.stderr.on('data', (chunk: Buffer) => (this.#complaints += chunk.toString()));
  }

  #read(chunk: string): void {
    this.#output += chunk;
    for (const line of chunk.split('\n')) if (/ [1-9]\d\d$/.test(line)) this.#answers.push(performance.now());
    this.#answers.splice(0, this.#answers.length - ENOUGH);
  }

  /** Whether the page is answered right now. */
  isServed(): boolean {
    const [oldest] = this.#answers;
    return this.#answers.length === ENOUGH && oldest !== undefined && performance.now() - oldest < this.#windowMs;
  }

  /** Notes the moment on the client's clock. */
  mark(word: string): void {
    this.#running.stdin.write(`${word}\n`);
  }

  /** @throws LabError NODE_UNRESPONSIVE when the client could not ask at all */
  async end(): Promise<ProberOutput> {
    this.#running.stdin.end();
    const exitCode = await this.#running.exitCode;
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
    await prober.end().catch(() => {});
    throw error;
  }
}
