/** Removing containers and networks, past what engines before 28 get wrong. */
import type Docker from 'dockerode';
import { LabError } from '../util/errors.ts';
import { Slots } from '../util/slots.ts';
import { busy, ignoring } from './docker-errors.ts';

/**
 * Containers leave a network one after another: an engine before 28 miscounts when several leave one at once, and then never
 * removes it (docs/decisions/0012-one-container-leaves-a-network-at-a-time.md).
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

/**
 * Two commands that ask at one instant both get a network of one name (the engine's CheckDuplicate is a best effort), which
 * then cannot be told by it. Who sees another of the name takes his own away: of two, the first may not have seen it.
 * @throws LabError INSTANCE_BUSY
 */
export async function yieldToTwin(docker: Docker, network: Docker.Network, name: string): Promise<void> {
  const found = await docker.listNetworks({ filters: JSON.stringify({ name: [name] }) as never });
  // The filter takes a part of a name for it.
  if (found.filter(({ Name }) => Name === name).length < 2) return;
  await ignoring([404], () => network.remove());
  throw busy(`make the network ${name}`, 'there are two of them now');
}

/**
 * @param id its id; its name too, where there is but one
 * @throws LabError NETWORK_STUCK
 */
export async function removeNetwork(docker: Docker, id: string): Promise<void> {
  const network = docker.getNetwork(id);
  try {
    await ignoring([404], () => network.remove());
  } catch (error) {
    if (!/active endpoint/.test((error as Error).message)) throw error;
    const { Name, Containers } = (await network.inspect()) as { Name: string; Containers?: object };
    if (Object.keys(Containers ?? {}).length > 0) throw error;
    throw new LabError(
      'NETWORK_STUCK',
      `the engine keeps the network ${Name}: it takes it for used, with nothing on it`,
      {
        hint: 'A known fault of engines before 28. Restart the engine (`lab engine stop` for our own), then run this again.',
        cause: error,
      },
    );
  }
}
