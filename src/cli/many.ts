/** The option `--count`: many instances of a lab, named NAME-1, NAME-2 … */
import { isDone, type Outcome } from '../actions/many.ts';
import { LabError } from '../util/errors.ts';
import { IDENTIFIER } from '../lab/identifier.ts';
import { instanceName, type InstanceOptions, type BringUpOptions } from './arguments.ts';
import type { Started } from '../actions/start.ts';

export interface ManyOptions extends InstanceOptions {
  count?: string;
}

export interface StartOptions extends BringUpOptions, ManyOptions {
  solve?: boolean;
  open?: boolean;
  to?: string;
}

export interface CheckOptions extends ManyOptions {
  only?: string[];
  reporter?: string;
  /** The folder for the pictures. */
  timelines?: string;
  hints?: string;
}

const MAX_COUNT = 200;

/**
 * The names of the instances, which begin with --as or the lab's id; undefined without --count. @throws LabError
 * ARGUMENT_INVALID
 */
export function manyNames(labId: string, options: ManyOptions): string[] | undefined {
  const { count: written } = options;
  if (written === undefined) return undefined;
  const count = /^\d+$/.test(written) ? Number(written) : 0;
  if (count < 1 || count > MAX_COUNT)
    throw new LabError('ARGUMENT_INVALID', `--count is "${written}", expected a whole number from 1 to ${MAX_COUNT}`);
  const stem = instanceName(labId, options);
  if (!IDENTIFIER.pattern.test(`${stem}-${count}`))
    throw new LabError(
      'ARGUMENT_INVALID',
      `--as is "${stem}", expected ${40 - String(count).length - 1} characters at most: "-${count}" follows with --count ${count}`,
    );
  return Array.from({ length: count }, (_, index) => `${stem}-${index + 1}`);
}

/** The words that select the same instances in another command. */
export const manyWords = (labId: string, { as, count }: ManyOptions): string =>
  `${labId}${as === undefined ? '' : ` --as ${as}`} --count ${count}`;

const plainError = ({ code, message, hint }: LabError) => ({ code, message, hint: hint ?? null });

/** The failed instances with their errors, for JSON; the first error also as `error`, as in every other document. */
export function plainFailures<T>(outcomes: Outcome<T>[]) {
  const failed = outcomes.flatMap((outcome) =>
    !isDone(outcome) && outcome.error instanceof LabError
      ? [{ instance: outcome.name, error: plainError(outcome.error) }]
      : [],
  );
  const [first] = failed;
  return { failed, ...(first && { error: first.error }) };
}

/** A started instance as JSON shows it. */
export const plainStarted = ({ lab, instance, durationMs, kernels, commands }: Started) => ({
  lab: lab.id,
  instance,
  variant: lab.variant ?? null,
  durationMs,
  nodes: lab.nodes.map(({ name, role, interfaces }) => ({ name, role, kernel: kernels[name], interfaces })),
  commands,
});
