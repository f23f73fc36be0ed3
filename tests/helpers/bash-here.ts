/** Real shells without an engine. */
import { spawn } from 'node:child_process';
import type { Engine, RunningExec } from '../../src/orchestrator/engine.ts';

/** Leaders of process groups: what a shell began may go on after it. */
const begun: number[] = [];
after(() => {
  for (const pid of begun) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // All of it had ended.
    }
  }
});

/** An engine whose containers are this machine: its shells are real. */
export const bashHere: Pick<Engine, 'open'> = {
  open: (_container, [file = '', ...words], { signal }) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' };
    const child = spawn(file, words, { env, detached: true });
    if (child.pid !== undefined) begun.push(child.pid);
    signal?.addEventListener('abort', () => child.kill('SIGKILL'));
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
