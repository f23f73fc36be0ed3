/** Substitutes `${name}` by an address from `vars`, anywhere in a lab file except in `vars` itself. */
import { isIpv4 } from '../util/address.ts';
import { expectedOneOf, show } from '../util/nearest.ts';
import type { Flaw, Path } from './problem.ts';

const REFERENCE = /\$\{([^{}]*)\}/g;

/** Replaces a variable that is unknown or not an address, so that only one problem is reported for it. */
const STAND_IN = '0.0.0.0';

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function variablesOf(file: unknown): Map<string, string> {
  const vars = isMap(file) && isMap(file['vars']) ? file['vars'] : {};
  return new Map(
    Object.entries(vars).map(([name, value]) => [name, typeof value === 'string' && isIpv4(value) ? value : STAND_IN]),
  );
}

/** Whether the text is a shell command, in which unknown variables are left to the shell. */
const isShell = (path: Path): boolean => path.at(-1) === 'run';

/** The file's data with all variables substituted, and flaws for unknown variables. */
export function substitute(file: unknown): { value: unknown; flaws: Flaw[] } {
  const variables = variablesOf(file);
  const flaws: Flaw[] = [];
  const fill = (text: string, path: Path): string =>
    text.replace(REFERENCE, (reference, name: string) => {
      const address = variables.get(name);
      if (address !== undefined || isShell(path)) return address ?? reference;
      const known = [...variables.keys()];
      const expected = known.length === 0 ? 'but the lab has no vars' : expectedOneOf(known, name);
      flaws.push({
        code: 'VARIABLE_UNKNOWN',
        path,
        text: `got ${show(reference)}, ${expected}`,
        spot: { text: reference },
      });
      return STAND_IN;
    });
  const walk = (value: unknown, path: Path): unknown => {
    if (path.length === 1 && path[0] === 'vars') return value;
    if (typeof value === 'string') return fill(value, path);
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]));
  };
  return { value: walk(file, []), flaws };
}
