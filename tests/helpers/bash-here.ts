/** Real shells without an engine. */
import { spawn } from 'node:child_process';
import type { Engine, RunningExec } from '../../src/orchestrator/engine.ts';

/** Leaders of process groups: what a shell began may go on after it. */
const begun: number[] = [];

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it had ended.
  }
}

after(() => begun.forEach(killGroup));

/** An engine whose containers are this machine: its shells are real. */
export const bashHere: Pick<Engine, 'open'> = {
  open: (_container, [file = '', ...words], { signal }) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' };
    const child = spawn(file, words, { env, detached: true });
    const { pid } = child;
    if (pid !== undefined) {
      begun.push(pid);
      // What the shell began would keep its output open.
      signal?.addEventListener('abort', () => killGroup(pid));
    }
    const exitCode = new Promise<number>((resolve, reject) => {
      child.once('close', (code) => (signal?.aborted ? reject(signal.reason as Error) : resolve(code ?? 1)));
    });
    exitCode.catch(() => {});
    const running: RunningExec = {
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      resize: async () => {},
      exitCode,
    };
    return Promise.resolve(running);
  },
};
