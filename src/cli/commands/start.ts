import type { LabPlace } from '../../lab/place.ts';
import { openLab } from '../../actions/open.ts';
import { stepsUpTo } from '../../actions/solve.ts';
import { start as startInstance, type Started, type StartInput } from '../../actions/start.ts';
import { LabError } from '../../util/errors.ts';
import type { Lab } from '../../lab/lab.ts';
import { KERNEL_CHOICES } from '../../orchestrator/kernel.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { table } from '../../util/wrap.ts';
import { oneOf } from '../arguments.ts';
import { bringUpInput, sayRunning } from '../bring-up.ts';
import { withContext } from '../context.ts';
import { EXIT, print, printJson, printNext, type Io } from '../io.ts';
import { manyNames, type StartOptions, plainStarted } from '../many.ts';
import { transcript } from '../transcript.ts';

/** The steps to solve: up to --to, or all with --solve. @throws LabError STEP_UNKNOWN */
export const stepsOf = (lab: Lab, { solve, to }: StartOptions): StartInput['solve'] =>
  solve === true || to !== undefined ? stepsUpTo(lab, to) : [];

const nodeRows = ({ lab, kernels }: Started): string[][] =>
  lab.nodes.map(({ name, role, interfaces }) => [
    `  ${name}`,
    role,
    interfaces.map((one) => `${one.name} ${one.address}`).join(', '),
    kernels[name] === 'own' ? 'own kernel' : '',
  ]);

export async function start(io: Io, place: LabPlace, options: StartOptions): Promise<number> {
  const begun = performance.now();
  // Errors that can be found without an engine are reported first.
  oneOf('--kernel', options.kernel, KERNEL_CHOICES, 'auto');
  const names = manyNames(place.id, options);
  if (options.open && (names || options.json)) {
    throw new LabError(
      'ARGUMENT_INVALID',
      `--open serves one page, expected no ${names ? '--count' : '--json'} with it`,
    );
  }
  stepsUpTo(await openLab(placesFrom(io.env), place.id, place.folder), options.to);
  if (names) return (await import('./start-many.ts')).startMany(io, place, names, options);
  return withContext(io, options, async (context, progress) => {
    const input = await bringUpInput(context, place, options);
    const started = await startInstance(context, { ...input, solve: stepsOf(input.lab, options) });
    const durationMs = Math.round(performance.now() - begun);
    if (options.json) {
      printJson(io, { ...plainStarted(started), durationMs });
      return EXIT.fine;
    }
    const { lab, instance, commands } = started;
    sayRunning(progress, started, durationMs);
    const as = instance === lab.id ? '' : ` --as ${instance}`;
    print(io, commands.length > 0 ? transcript(commands) : table(nodeRows(started)));
    if (options.open) {
      const { servePage } = await import('./open.ts');
      return servePage(io, context, progress, { lab: lab.id, folder: lab.folder, instance }, options);
    }
    printNext(
      io,
      `\nNext: lab guide ${lab.id}${as}, lab shell ${lab.id} ${lab.nodes[0]?.name}${as}, lab check ${lab.id}${as}`,
    );
    return EXIT.fine;
  });
}
