/** Entry point, and the only file that uses the real process. */
import { logTo, showEntry } from '../util/log.ts';
import { setMaxListeners } from 'node:events';
import { Interrupted } from '../util/errors.ts';
import { EXIT } from './io.ts';
import { reportBug, run } from './run.ts';

const { stdin, stdout, stderr, env } = process;
const interruption = new AbortController();
// Every command in a node adds a listener to a signal, and a check may capture on a dozen interfaces at once: this is no leak.
setMaxListeners(0);
if (env['LAB_DEBUG']) logTo((entry) => void stderr.write(`lab: ${showEntry(entry)}\n`));
const io = { stdin, stdout, stderr, env, cwd: process.cwd(), signal: interruption.signal };

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => interruption.abort(new Interrupted(`interrupted by ${name}`)));
}
// By default Node.js would exit with 1, which means that a check failed.
process.on('uncaughtException', (error) => process.exit(reportBug(io, error)));
// A closed pipe (`lab list | head -1`) is not an error; a full disk is.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  stderr.write(`lab: standard output cannot be written: ${error.message}\n`);
  process.exit(EXIT.userCanFix);
});
// If standard error cannot be written, the error cannot be reported anywhere.
stderr.on('error', () => {});

process.exitCode = await run(io, process.argv.slice(2));
