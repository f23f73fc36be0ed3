/** Reports a name that the file does not define. */
import { expectedOneOf } from '../../util/nearest.ts';
import type { Flaw, Path } from '../problem.ts';

export const findUnknown = (
  code: 'NODE_UNKNOWN' | 'CHECK_UNKNOWN',
  known: string[],
  name: string,
  path: Path,
): Flaw[] => (known.includes(name) ? [] : [{ code, path, text: `got ${name}, ${expectedOneOf(known, name)}` }]);
