/** Finding the engine: the one that DOCKER_HOST names, the private one when it runs, or the machine's own. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { patienceFrom } from './patience.ts';
import { engineSocket, type Places } from './places.ts';

/** Where engines listen: the system's, a rootless one, Docker Desktop. */
const socketsOf = (env: NodeJS.ProcessEnv): string[] => [
  '/var/run/docker.sock',
  ...(env['XDG_RUNTIME_DIR'] === undefined ? [] : [join(env['XDG_RUNTIME_DIR'], 'docker.sock')]),
  join(homedir(), '.docker', 'run', 'docker.sock'),
  join(homedir(), '.docker', 'desktop', 'docker.sock'),
];

export interface EngineAddress {
  /** As DOCKER_HOST writes it. */
  host: string;
  by: 'DOCKER_HOST' | 'private' | 'machine';
}

/** undefined when no socket is there and DOCKER_HOST names none. */
export function engineAddress(env: NodeJS.ProcessEnv, places: Places): EngineAddress | undefined {
  const named = env['DOCKER_HOST'];
  if (named !== undefined && named !== '') return { host: named, by: 'DOCKER_HOST' };
  const own = engineSocket(places);
  if (existsSync(own)) return { host: `unix://${own}`, by: 'private' };
  const found = socketsOf(env).find((socket) => existsSync(socket));
  return found === undefined ? undefined : { host: `unix://${found}`, by: 'machine' };
}

const noEngine = (): LabError =>
  new LabError('ENGINE_UNREACHABLE', 'no container engine was found: DOCKER_HOST is not set and no socket is there', {
    hint: 'Start one for the labs with `lab engine start` (as root), or install and start Docker.',
  });

/** @throws LabError ENGINE_UNREACHABLE, ARGUMENT_INVALID */
export async function connectEngine(env: NodeJS.ProcessEnv, places: Places): Promise<Engine> {
  const patience = patienceFrom(env);
  const address = engineAddress(env, places);
  if (!address) throw noEngine();
  const { DockerEngine } = await import('./docker.ts');
  const socketPath = /^unix:\/\/(.+)$/.exec(address.host)?.[1];
  if (socketPath !== undefined) return new DockerEngine({ socketPath }, patience);
  if (!/^(tcp|http|https|ssh):\/\/[^/:]/.test(address.host) || !URL.canParse(address.host)) {
    throw new LabError('ARGUMENT_INVALID', `DOCKER_HOST is "${address.host}", expected unix://…, tcp://… or ssh://…`);
  }
  // docker-modem reads DOCKER_HOST and its TLS and ssh companions itself.
  return new DockerEngine({}, patience);
}
