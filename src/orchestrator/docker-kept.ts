/**
 * What a lab's safety rests on, read back: an engine that speaks Docker's API may drop what it does not know, without a word
 * (docs/decisions/0018-safety-options-are-read-back.md).
 */
import type Docker from 'dockerode';
import { LabError } from '../util/errors.ts';

function requireNone(dropped: string[], consequence: string): void {
  if (dropped.length === 0) return;
  const message = `the engine speaks Docker's API, but dropped what was asked of it: ${dropped.join(', ')}. ${consequence}`;
  throw new LabError('ENGINE_LACKS', message, {
    hint: 'Podman does so. Run the labs on Docker: `lab engine start` starts one for them, beside what is there; DOCKER_HOST must not name another.',
  });
}

/** @param network as the engine tells of it. @throws LabError ENGINE_LACKS */
export function requireOptions(
  network: { Options?: Record<string, string> | null },
  asked: Record<string, string>,
): void {
  const dropped = Object.entries(asked).filter(([name, value]) => network.Options?.[name] !== value);
  const words = dropped.map(([name, value]) => `${name}=${value}`);
  requireNone(words, "The lab's network would be joined to this machine's.");
}

/** @param container as the engine tells of it. @throws LabError ENGINE_LACKS */
export function requireReadonly(
  container: { HostConfig: { ReadonlyPaths?: string[] | null | undefined } },
  paths: string[],
): void {
  const isDropped = paths.some((path) => !container.HostConfig.ReadonlyPaths?.includes(path));
  requireNone(
    isDropped ? ['ReadonlyPaths'] : [],
    'A node could change settings of this machine, and the tools that check the node.',
  );
}

/** An engine that keeps a thing once keeps it always: it is asked once of each, and who comes meanwhile waits for the answer. */
export class ReadBack {
  #options: Promise<void> | undefined;
  #readonlyPaths: Promise<void> | undefined;

  options(network: Docker.Network, asked: Record<string, string>): Promise<void> {
    this.#options ??= network.inspect().then((told: object) => requireOptions(told, asked));
    return this.#options;
  }

  readonlyPaths(container: Docker.Container, paths: string[]): Promise<void> {
    if (paths.length === 0) return Promise.resolve();
    this.#readonlyPaths ??= container.inspect().then((told) => requireReadonly(told, paths));
    return this.#readonlyPaths;
  }
}
