/** The one file with the real process. */
import { Interrupted } from '../errors.ts';
import { run } from './run.ts';

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => interruption.abort(new Interrupted(`interrupted by ${name}`)));
}
// A reader that went away (`lab list | head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const { stdin, stdout, stderr, env } = process;
process.exitCode = await run(
  { stdin, stdout, stderr, env, cwd: process.cwd(), signal: interruption.signal },
  process.argv.slice(2),
);
