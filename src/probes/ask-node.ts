/** A command that observes a node and must have done its work: what was not asked must not look like what was not answered. */
import { LabError } from '../util/errors.ts';
import type { Engine, ExecOptions, ExecResult } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { askedOf, observeInNode } from '../orchestrator/run-in-node.ts';

/** @param what names the node and what ran there */
export function unexpectedExit(what: string, exitCode: number, output: string, expected: number[]): LabError {
  const said = output.trim().split('\n').at(-1) || 'nothing';
  return new LabError(
    'NODE_UNRESPONSIVE',
    `${what} ended with exit status ${exitCode} (it said: ${said}), expected ${expected.join(' or ')}`,
    { hint: '`lab reset` builds the nodes anew.' },
  );
}

/**
 * @param exits the exit statuses of a command that did its work, whatever it found
 * @throws LabError NODE_UNRESPONSIVE for any other: `ssh` has 255 when a node's own kernel is gone
 */
export async function askNode(
  engine: Engine,
  node: NodeHandle,
  command: string[],
  { exits = [0], ...options }: ExecOptions & { exits?: number[] } = {},
): Promise<ExecResult> {
  const result = await observeInNode(engine, node, command, options);
  if (exits.includes(result.exitCode)) return result;
  throw unexpectedExit(askedOf(node, command, options.what), result.exitCode, result.stderr, exits);
}
