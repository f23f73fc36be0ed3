/** Running the reference commands of a lab's steps. */
import { LabError } from '../util/errors.ts';
import type { Lab, Step } from '../lab/lab.ts';
import type { Instance } from '../orchestrator/instance.ts';
import { asLabWork } from '../orchestrator/lab-work.ts';
import { withLock } from '../orchestrator/lock.ts';
import { runCommands, type CommandOutput } from '../orchestrator/run-commands.ts';
import type { Context } from './context.ts';
import { openRunning, type InstanceId } from './open.ts';

export interface StepOutput extends CommandOutput {
  step: string;
}

/** The student's steps, up to and with `to`. @throws LabError STEP_UNKNOWN */
export function stepsUpTo(lab: Lab, to: string | undefined): Step[] {
  const steps = lab.steps.filter(({ by }) => by === 'student');
  if (to === undefined) return steps;
  const last = steps.findIndex(({ id }) => id === to);
  if (last === -1) {
    const ids = steps.map(({ id }) => id).join(', ');
    throw new LabError('STEP_UNKNOWN', `"${to}" is no step of ${lab.id} for the student, expected one of: ${ids}`);
  }
  return steps.slice(0, last + 1);
}

/** The caller holds the instance's lock. What the commands write is not told apart from a student's. @throws LabError STEP_FAILED */
export async function runSteps(
  { engine, emit, signal }: Pick<Context, 'engine' | 'emit' | 'signal'>,
  instance: Instance,
  steps: Step[],
): Promise<StepOutput[]> {
  const outputs: StepOutput[] = [];
  for (const step of steps) {
    emit({ type: 'step', instance: instance.name, step });
    const done = await runCommands(engine, instance, `step ${step.id}`, step.commands, signal);
    outputs.push(...done.map((output) => ({ step: step.id, ...output })));
  }
  return outputs;
}

/** As runSteps, but what is written is noted as the lab's, so that nobody hands it in. */
export function runStepsAsLab(context: Context, instance: Instance, steps: Step[]): Promise<StepOutput[]> {
  const nodes = steps.flatMap(({ commands }) => commands.map(({ node }) => node));
  return asLabWork(context.engine, instance, nodes, () => runSteps(context, instance, steps));
}

export interface Solved {
  steps: Step[];
  commands: StepOutput[];
}

/** @param id.to the last step to run; all of the student's when left out. @throws LabError STEP_UNKNOWN, STEP_FAILED */
export async function solve(context: Context, id: InstanceId & { to?: string | undefined }): Promise<Solved> {
  const { lab, instance } = await openRunning(context, id);
  const steps = stepsUpTo(lab, id.to);
  const commands = await withLock(context.places.cacheDir, instance.name, `solve ${lab.id}`, () =>
    runStepsAsLab(context, instance, steps),
  );
  return { steps, commands };
}
