/** Running the commands that a lab file has: of a step, of a fault. */
import { LabError } from '../util/errors.ts';
import type { StepCommands } from '../lab/lab.ts';
import type { Engine } from './engine.ts';
import { nodeHandle, type Instance } from './instance.ts';
import { runInNode } from './run-in-node.ts';

const TIMEOUT_MS = 120_000;

export interface CommandOutput extends StepCommands {
  output: string;
}

/**
 * One after another, each as a shell script that ends at its first failure.
 * @param what names them in messages: "step vip"
 * @throws LabError STEP_FAILED when one exits with another status than 0
 */
export async function runCommands(
  engine: Engine,
  instance: Instance,
  what: string,
  commands: StepCommands[],
  signal: AbortSignal,
): Promise<CommandOutput[]> {
  const outputs: CommandOutput[] = [];
  for (const { node, run } of commands) {
    signal.throwIfAborted();
    const { exitCode, stdout, stderr } = await runInNode(
      engine,
      nodeHandle(instance, node),
      ['/bin/bash', '-e', '-c', run],
      { timeoutMs: TIMEOUT_MS, signal, what },
    );
    if (exitCode !== 0) {
      const said = (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? '';
      throw new LabError('STEP_FAILED', `${what} failed on ${node} with exit status ${exitCode}: ${said}`);
    }
    outputs.push({ node, run, output: stdout });
  }
  return outputs;
}
