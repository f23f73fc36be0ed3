/** A shell on a node that evaluates one command after another, as a student's does. */
import { randomUUID } from 'node:crypto';
import type { Engine } from '../../orchestrator/engine.ts';
import type { NodeHandle } from '../../orchestrator/instance.ts';
import { openInNode } from '../../orchestrator/run-in-node.ts';

/**
 * Without a terminal vim waits for keys that never come. What an editor wrote is among the files of a submission; one
 * that is told by options what to do does it.
 */
const EDITORS = String.raw`__lab_edit() { case " $* " in *' -'* | *' +'*) timeout 10 "$@" ;; esac; }
for __lab_name in vi vim vim.tiny view nano emacs; do
  eval "$__lab_name() { __lab_edit $__lab_name \"\$@\"; }"
done`;

/**
 * Commands come in on descriptor 9, with a zero byte behind each; behind the output of each comes a line with the mark
 * and the exit status, on descriptor 8. What is evaluated has neither of them, and reads nothing.
 */
const DRIVER = String.raw`${EDITORS}
export HOME=/root; cd "$2" || cd; shopt -s expand_aliases
exec 9<&0 </dev/null 2>&1 8>&1
__lab_mark=$1; set --
while IFS= read -r -d '' -u 9 __lab_run; do
  eval "$__lab_run" 8>&- 9<&-
  printf '\n%s %d\n' "$__lab_mark" "$?" >&8
done`;

/** Of the output of a command, its end is kept. */
const KEPT = 1000;

export interface Outcome {
  /** null: the shell ended with it. */
  status: number | null;
  output: string;
}

export class ReplayShell {
  readonly #mark: string;
  readonly #stdin: NodeJS.WritableStream;
  #seen = '';
  #hasEnded = false;
  #failure: unknown;
  #onOutput: () => void = () => {};

  private constructor(mark: string, running: Awaited<ReturnType<typeof openInNode>>, onBytes: (count: number) => void) {
    this.#mark = mark;
    this.#stdin = running.stdin;
    // A connection that breaks is told by `exitCode`.
    for (const stream of [running.stdin, running.stdout, running.stderr]) stream.on('error', () => {});
    running.stdout.on('data', (chunk: Buffer) => {
      onBytes(chunk.length);
      this.#seen += chunk.toString('utf8');
      this.#onOutput();
      this.#seen = this.#seen.slice(-KEPT * 4);
    });
    running.stderr.resume();
    const end = (): void => {
      this.#hasEnded = true;
      this.#onOutput();
    };
    running.exitCode.then(end, (error: unknown) => {
      this.#failure = error;
      end();
    });
  }

  /** @param onBytes told of all that the commands print */
  static async open(
    engine: Engine,
    node: NodeHandle,
    folder: string,
    { signal, onBytes }: { signal: AbortSignal; onBytes: (count: number) => void },
  ): Promise<ReplayShell> {
    const mark = randomUUID();
    const command = ['/bin/bash', '-l', '-c', DRIVER, 'bash', mark, folder];
    return new ReplayShell(mark, await openInNode(engine, node, command, { tty: false, signal }), onBytes);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  #outcome(): Outcome | undefined {
    const at = this.#seen.indexOf(`\n${this.#mark} `);
    const status = at === -1 ? undefined : /^\n\S+ (\d+)\n/.exec(this.#seen.slice(at))?.[1];
    if (status !== undefined) {
      const output = this.#seen.slice(0, at).slice(-KEPT);
      this.#seen = '';
      return { status: Number(status), output };
    }
    return this.#hasEnded ? { status: null, output: this.#seen.slice(-KEPT) } : undefined;
  }

  /** One at a time. @throws what broke the connection, an abort among it */
  async run(text: string): Promise<Outcome> {
    this.#stdin.write(`${text}\0`);
    const outcome = await new Promise<Outcome>((resolve) => {
      this.#onOutput = () => {
        const found = this.#outcome();
        if (found) resolve(found);
      };
      this.#onOutput();
    });
    if (this.#failure !== undefined) throw this.#failure;
    return outcome;
  }
}
