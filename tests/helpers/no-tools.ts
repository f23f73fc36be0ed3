/** An engine that starts no container in its own network: captures then are made in the nodes themselves. */
import { LabError } from '../../src/util/errors.ts';

export const NO_TOOLS = {
  createContainer: async (): Promise<never> => {
    throw new LabError('ENGINE_REFUSED', 'no containers here');
  },
  removeContainer: async (): Promise<void> => {},
};
