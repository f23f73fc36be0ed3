/**
 * Finding the engine: the one that DOCKER_HOST or DOCKER_CONTEXT names, the private one when it runs, the one that
 * `docker context use` chose, or the machine's own.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../util/errors.ts';
import { currentContext, DEFAULT_CONTEXT, readContext, type DockerContext } from './docker-context.ts';
import type { Engine } from './engine.ts';
import { patienceFrom } from './patience.ts';
import { engineSocket, type Places } from './places.ts';

/** Where Docker's engine listens when no port is said. */
const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

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
  by: 'DOCKER_HOST' | 'DOCKER_CONTEXT' | 'private' | 'context' | 'machine';
}

type Found = EngineAddress & Pick<DockerContext, 'tls'>;

/** @throws LabError ARGUMENT_INVALID for a context that cannot be used */
function findEngine(env: NodeJS.ProcessEnv, places: Places): Found | undefined {
  const named = env['DOCKER_HOST'];
  if (named !== undefined && named !== '') return { host: named, by: 'DOCKER_HOST', tls: undefined };
  const context = env['DOCKER_CONTEXT'] || undefined;
  if (context !== undefined && context !== DEFAULT_CONTEXT)
    return { ...readContext(env, context, 'DOCKER_CONTEXT'), by: 'DOCKER_CONTEXT' };
  const own = engineSocket(places);
  if (context === undefined) {
    if (existsSync(own)) return { host: `unix://${own}`, by: 'private', tls: undefined };
    const chosen = currentContext(env);
    if (chosen !== undefined) return { ...readContext(env, chosen, "Docker's current context"), by: 'context' };
  }
  const found = socketsOf(env).find((socket) => existsSync(socket));
  return found === undefined ? undefined : { host: `unix://${found}`, by: 'machine', tls: undefined };
}

/**
 * undefined when no socket is there and neither DOCKER_HOST nor a context names one.
 * @throws LabError ARGUMENT_INVALID for a context that cannot be used
 */
export function engineAddress(env: NodeJS.ProcessEnv, places: Places): EngineAddress | undefined {
  const found = findEngine(env, places);
  return found && { host: found.host, by: found.by };
}

const noEngine = (): LabError =>
  new LabError('ENGINE_UNREACHABLE', 'no container engine was found: DOCKER_HOST is not set and no socket is there', {
    hint: 'Start one for the labs with `lab engine start` (as root), or install and start Docker.',
  });

/** As docker-modem takes an address. @throws LabError ARGUMENT_INVALID */
function overTcp({ host, tls }: DockerContext, by: string) {
  if (!URL.canParse(host)) throw new LabError('ARGUMENT_INVALID', `${by} leads to "${host}", expected tcp://HOST:PORT`);
  const { hostname, port, protocol } = new URL(host);
  const isSafe = tls !== undefined || protocol === 'https:';
  return {
    host: hostname,
    port: Number(port) || (isSafe ? TLS_PORT : PLAIN_PORT),
    protocol: isSafe ? ('https' as const) : ('http' as const),
    ...tls,
  };
}

/** @throws LabError ENGINE_UNREACHABLE, ARGUMENT_INVALID */
export async function connectEngine(env: NodeJS.ProcessEnv, places: Places): Promise<Engine> {
  const patience = patienceFrom(env);
  const address = findEngine(env, places);
  if (!address) throw noEngine();
  const { DockerEngine } = await import('./docker.ts');
  const socketPath = /^unix:\/\/(.+)$/.exec(address.host)?.[1];
  if (socketPath !== undefined) return new DockerEngine({ socketPath }, patience);
  if (address.by === 'DOCKER_CONTEXT' || address.by === 'context')
    return new DockerEngine(overTcp(address, address.by), patience);
  if (!/^(tcp|http|https|ssh):\/\/[^/:]/.test(address.host) || !URL.canParse(address.host)) {
    throw new LabError('ARGUMENT_INVALID', `DOCKER_HOST is "${address.host}", expected unix://…, tcp://… or ssh://…`);
  }
  // docker-modem reads DOCKER_HOST and its TLS and ssh companions itself.
  return new DockerEngine({}, patience);
}
