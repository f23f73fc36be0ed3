/** Removing containers and networks, past what engines before 28 get wrong. */
import type Docker from 'dockerode';
import { LabError } from '../errors.ts';
import { Slots } from '../slots.ts';
import { ignoring } from './docker-errors.ts';

/**
 * Containers leave a network one after another: an engine before 28 miscounts when several leave one at once, and then never
 * removes it (docs/decisions/0012-leaving-networks.md).
 */
export class Leaving {
  readonly #byNetwork = new Map<string, Slots>();

  #slots(network: string): Slots {
    const slots = this.#byNetwork.get(network) ?? new Slots(1);
    this.#byNetwork.set(network, slots);
    return slots;
  }

  async leaveAll(docker: Docker, containerName: string): Promise<void> {
    const container = docker.getContainer(containerName);
    const found = await ignoring([404], () => container.inspect());
    for (const name of Object.keys(found?.NetworkSettings.Networks ?? {})) {
      const leave = { Container: container.id, Force: true };
      // What cannot be disconnected is removed as it is.
      const call = () => ignoring([400, 403, 404, 409, 500], () => docker.getNetwork(name).disconnect(leave));
      await this.#slots(name).use(call);
    }
  }
}

export async function removeContainer(docker: Docker, name: string, leaving: Leaving): Promise<void> {
  await leaving.leaveAll(docker, name);
  const container = docker.getContainer(name);
  try {
    await ignoring([404], () => container.remove({ force: true, v: true }));
  } catch (error) {
    // Somebody else is removing it: then it is gone a moment later.
    if (!/already in progress/.test((error as Error).message)) throw error;
    await ignoring([404], () => container.wait({ condition: 'removed' }));
  }
}

/** @throws LabError NETWORK_STUCK */
export async function removeNetwork(docker: Docker, name: string): Promise<void> {
  const network = docker.getNetwork(name);
  try {
    await ignoring([404], () => network.remove());
  } catch (error) {
    if (!/active endpoint/.test((error as Error).message)) throw error;
    const { Containers } = (await network.inspect()) as { Containers?: object };
    if (Object.keys(Containers ?? {}).length > 0) throw error;
    throw new LabError(
      'NETWORK_STUCK',
      `the engine keeps the network ${name}: it takes it for used, with nothing on it`,
      {
        hint: 'A known fault of engines before 28. Restart the engine (`lab engine stop` for our own), then run this again.',
        cause: error,
      },
    );
  }
}
