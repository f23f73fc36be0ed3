/** Parses and validates arguments and options of the command line. */
import type { InstanceId } from '../actions/open.ts';
import { LabError } from '../util/errors.ts';
import { IDENTIFIER } from '../lab/identifier.ts';
import type { LabPlace } from '../lab/place.ts';
import { toSeed } from '../lab/variant.ts';
import type { CommonOptions } from './io.ts';

export interface InstanceOptions extends CommonOptions {
  as?: string;
}

/** The instance is named after the lab, unless --as names it. @throws LabError ARGUMENT_INVALID */
export function instanceName(labId: string, { as: name }: InstanceOptions): string {
  if (name === undefined) return labId;
  if (!IDENTIFIER.pattern.test(name))
    throw new LabError('ARGUMENT_INVALID', `--as is "${name}", ${IDENTIFIER.expectation}`);
  return name;
}

/** @throws LabError ARGUMENT_INVALID */
export const instanceId = ({ id, folder }: LabPlace, options: InstanceOptions): InstanceId => ({
  lab: id,
  folder,
  instance: instanceName(id, options),
});

export interface VariantOptions extends InstanceOptions {
  variant?: string;
}

export interface BringUpOptions extends VariantOptions {
  kernel?: string;
  base?: string;
}

const MAX_SEED = 200;

/** @throws LabError ARGUMENT_INVALID */
export function seedFrom({ variant }: VariantOptions): string | undefined {
  if (variant === undefined) return undefined;
  const seed = toSeed(variant);
  if (seed !== '' && seed.length <= MAX_SEED && !/\p{Cc}/u.test(seed)) return seed;
  throw new LabError(
    'ARGUMENT_INVALID',
    `--variant is "${variant}", expected a name of ${MAX_SEED} characters at most`,
  );
}

/** @param fallback where the option was not given. @throws LabError ARGUMENT_INVALID */
export function oneOf<T extends string>(
  option: string,
  written: string | undefined,
  choices: readonly T[],
  fallback: T,
): T {
  const choice = choices.find((one) => one === (written ?? fallback));
  if (choice !== undefined) return choice;
  throw new LabError('ARGUMENT_INVALID', `${option} is "${written}", expected one of: ${choices.join(', ')}`);
}

/** @throws LabError ARGUMENT_INVALID */
export function wholeNumber(option: string, written: string, min: number, max: number): number {
  const value = /^\d+$/.test(written) ? Number(written) : NaN;
  if (value >= min && value <= max) return value;
  throw new LabError('ARGUMENT_INVALID', `${option} is "${written}", expected a whole number from ${min} to ${max}`);
}
