/** `lab start --count`: starts instances in parallel and prints one line for each. */
import type { LabPlace } from '../../lab/place.ts';
import { openLab } from '../../actions/open.ts';
import { startMany as startInstances } from '../../actions/start-many.ts';
import { valuesOf } from '../../actions/many.ts';
import { Interrupted } from '../../util/errors.ts';
import { KERNEL_CHOICES } from '../../orchestrator/kernel.ts';
import { isEmpty } from '../../orchestrator/plan.ts';
import { table } from '../../util/wrap.ts';
import { oneOf, seedFrom } from '../arguments.ts';
import { withContext } from '../context.ts';
import { EXIT, print, printJson, printNext, type Io } from '../io.ts';
import { manyWords, plainFailures, plainStarted, type StartOptions } from '../many.ts';

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

export async function startMany(io: Io, place: LabPlace, names: string[], options: StartOptions): Promise<number> {
  const begun = performance.now();
  const seed = seedFrom(options);
  const { solve, to, base } = options;
  return withContext(io, options, async (context, progress) => {
    const lab = await openLab(context.places, place.id, place.folder);
    const outcomes = await startInstances(context, {
      lab,
      names,
      seed,
      kernel: oneOf('--kernel', options.kernel, KERNEL_CHOICES, 'auto'),
      base,
      solve: solve === true || to !== undefined ? { to } : undefined,
    });
    const started = valuesOf(outcomes);
    const words = manyWords(lab.id, options);
    progress.clear();
    if (io.signal.aborted) {
      io.stderr.write(
        `${started.length} of ${names.length} run and stay: the same command goes on, \`lab stop ${words}\` removes them\n`,
      );
      throw new Interrupted('interrupted');
    }
    const durationMs = Math.round(performance.now() - begun);
    if (options.json) {
      const instances = started.map(plainStarted);
      printJson(io, { lab: lab.id, count: names.length, durationMs, instances, ...plainFailures(outcomes) });
    } else {
      const rows = started.map((one) => [
        `  ${one.instance}`,
        one.lab.variant ?? '',
        `${one.lab.nodes.length} nodes${isEmpty(one.plan) ? ', as before' : ''}`,
        seconds(one.durationMs),
      ]);
      print(io, table(rows));
      print(io, `\n${started.length} of ${names.length} instances are running (${seconds(durationMs)})`);
      printNext(io, `Next: lab list, lab check ${words}, lab stop ${words}`);
    }
    return started.length === names.length ? EXIT.fine : EXIT.userCanFix;
  });
}
