/** Running the reference commands of a lab's steps. */
import { LabError } from '../errors.ts';
import type { Lab, Step } from '../lab/lab.ts';
import type { Engine } from './engine.ts';
import type { Instance } from './instance.ts';
import { asLabWork } from './lab-work.ts';
import { runCommands, type CommandOutput } from './run-commands.ts';

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

export interface SolveInput {
  engine: Engine;
  instance: Instance;
  steps: Step[];
  onStep: (step: Step) => void;
  signal: AbortSignal;
}

/** @throws LabError STEP_FAILED */
export async function solve({ engine, instance, steps, onStep, signal }: SolveInput): Promise<StepOutput[]> {
  const outputs: StepOutput[] = [];
  const nodes = steps.flatMap(({ commands }) => commands.map(({ node }) => node));
  return asLabWork(engine, instance, nodes, async () => {
    for (const step of steps) {
      onStep(step);
      const done = await runCommands(engine, instance, `step ${step.id}`, step.commands, signal);
      outputs.push(...done.map((output) => ({ step: step.id, ...output })));
    }
    return outputs;
  });
}
