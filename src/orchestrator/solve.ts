/** Running the reference commands of a lab's steps. */
import { LabError } from '../errors.ts';
import type { Lab, Step } from '../lab/lab.ts';
import { runInNode } from './run-in-node.ts';
import type { Engine } from './engine.ts';
import { nodeHandle, type Instance } from './instance.ts';

const COMMANDS_TIMEOUT_MS = 120_000;

export interface CommandOutput {
  step: string;
  node: string;
  run: string;
  output: string;
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

/** @throws LabError STEP_FAILED when a command of the reference solution exits with another status than 0 */
export async function solve({ engine, instance, steps, onStep, signal }: SolveInput): Promise<CommandOutput[]> {
  const outputs: CommandOutput[] = [];
  for (const step of steps) {
    onStep(step);
    for (const { node, run } of step.commands) {
      signal.throwIfAborted();
      const command = ['/bin/bash', '-e', '-c', run];
      const { exitCode, stdout, stderr } = await runInNode(engine, nodeHandle(instance, node), command, {
        timeoutMs: COMMANDS_TIMEOUT_MS,
        signal,
      });
      if (exitCode !== 0) {
        const said = (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? '';
        throw new LabError('STEP_FAILED', `step ${step.id} failed on ${node} with exit status ${exitCode}: ${said}`);
      }
      outputs.push({ step: step.id, node, run, output: stdout });
    }
  }
  return outputs;
}
