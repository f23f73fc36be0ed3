/** Contexts of Docker's own tools: which engine their user has chosen, as files under ~/.docker say it. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../util/errors.ts';
import { expectedOneOf } from '../util/nearest.ts';

/** The one that is always there: the machine's own engine. */
export const DEFAULT_CONTEXT = 'default';

interface Tls {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
}

export interface DockerContext {
  /** As DOCKER_HOST writes it. */
  host: string;
  /** undefined: the context has no certificates. */
  tls: Tls | undefined;
}

interface Meta {
  Name?: string;
  Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } };
}

const configFolder = (env: NodeJS.ProcessEnv): string => env['DOCKER_CONFIG'] || join(homedir(), '.docker');

/** undefined for what is not there, or no JSON: Docker's tools pass over it too. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** What `docker context use` chose; undefined: nothing, or the default. */
export function currentContext(env: NodeJS.ProcessEnv): string | undefined {
  const config = readJson(join(configFolder(env), 'config.json')) as { currentContext?: unknown } | undefined;
  const name = config?.currentContext;
  return typeof name === 'string' && name !== '' && name !== DEFAULT_CONTEXT ? name : undefined;
}

function namesIn(contexts: string): string[] {
  try {
    const metas = readdirSync(join(contexts, 'meta')).map((id) => readJson(join(contexts, 'meta', id, 'meta.json')));
    const names = metas.flatMap((meta) => (meta as Meta | undefined)?.Name ?? []);
    return [DEFAULT_CONTEXT, ...names.toSorted()];
  } catch {
    return [DEFAULT_CONTEXT];
  }
}

function tlsOf(contexts: string, id: string): Tls | undefined {
  const folder = join(contexts, 'tls', id, 'docker');
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readIfThere(join(folder, name)));
  const tls = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  return Object.keys(tls).length === 0 ? undefined : tls;
}

/**
 * @param by what names it, for messages: DOCKER_CONTEXT
 * @throws LabError ARGUMENT_INVALID for one that is not there, or that leads where `lab` does not go
 */
export function readContext(env: NodeJS.ProcessEnv, name: string, by: string): DockerContext {
  const contexts = join(configFolder(env), 'contexts');
  const id = createHash('sha256').update(name).digest('hex');
  const meta = readJson(join(contexts, 'meta', id, 'meta.json')) as Meta | undefined;
  const refuse = (why: string, hint: string): LabError =>
    new LabError('ARGUMENT_INVALID', `${by} is "${name}", ${why}`, { hint });
  const endpoint = meta?.Endpoints?.docker;
  if (!meta || endpoint?.Host === undefined) {
    throw refuse(expectedOneOf(namesIn(contexts), name), '`docker context ls` shows the contexts there are.');
  }
  const host = endpoint.Host;
  if (!/^(unix|tcp|http|https):\/\/./.test(host)) {
    const hint = host.startsWith('ssh:') ? `Set DOCKER_HOST=${host} for it.` : 'Choose another by DOCKER_CONTEXT.';
    throw refuse(`a context for ${host}, expected one for unix://… or tcp://…`, hint);
  }
  if (endpoint.SkipTLSVerify === true) {
    throw refuse(
      'a context that does not verify who answers, expected one that does',
      'Give it the certificate of its authority: `docker context update`.',
    );
  }
  return { host, tls: tlsOf(contexts, id) };
}
