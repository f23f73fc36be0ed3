/** Real shells without an engine. */
import { spawn } from 'node:child_process';
import type { Engine, RunningExec } from '../../src/orchestrator/engine.ts';

/** An engine whose containers are this machine: its shells are real. */
export const bashHere: Pick<Engine, 'open'> = {
  open: (_container, [file = '', ...words], { signal }) => {
    const child = spawn(file, words, { env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' } });
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
