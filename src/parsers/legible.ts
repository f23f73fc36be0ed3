/** Output of a node that cannot be read is trouble of the node's: its student, or its load, may have caused it. */
import { LabError } from '../util/errors.ts';
import { ParseError } from '../parsers/parse-error.ts';

/**
 * @param what names what was asked: "lvs01: its state"
 * @throws LabError NODE_UNRESPONSIVE for a ParseError
 */
export async function legible<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof ParseError)) throw cause;
    throw new LabError('NODE_UNRESPONSIVE', `${what} cannot be read: ${cause.message}`, {
      hint: 'Try again. If it stays so: `lab reset` builds the nodes anew, and we would like to know of it.',
      cause,
    });
  }
}
