/** The one file with the real process. */
import { setMaxListeners } from 'node:events';
import { Interrupted } from '../errors.ts';
import { EXIT } from './io.ts';
import { reportBug, run } from './run.ts';

const { stdin, stdout, stderr, env } = process;
const interruption = new AbortController();
// Every command in a node listens, and a check may capture on a dozen interfaces at once.
setMaxListeners(0, interruption.signal);
const io = { stdin, stdout, stderr, env, cwd: process.cwd(), signal: interruption.signal };

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => interruption.abort(new Interrupted(`interrupted by ${name}`)));
}
// Left to Node.js, this would end with 1, which means that a check failed.
process.on('uncaughtException', (error) => process.exit(reportBug(io, error)));
// A reader that went away (`lab list | head -1`) is no error; a full disk is.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  stderr.write(`lab: standard output cannot be written: ${error.message}\n`);
  process.exit(EXIT.userCanFix);
});
// Nobody is left to tell.
stderr.on('error', () => {});

process.exitCode = await run(io, process.argv.slice(2));
