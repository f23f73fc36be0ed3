/** How images come to be on a Docker engine: pulled, imported, built. */
import type Docker from 'dockerode';
import { buildFailure, followProgress } from './docker-progress.ts';
import type { BuildSpec } from './engine.ts';
import { tarOf } from './tar.ts';

export async function pullImage(docker: Docker, reference: string, signal?: AbortSignal): Promise<void> {
  const stream = await docker.pull(reference, signal ? { abortSignal: signal } : {});
  await followProgress(docker, stream, () => {});
}

export async function importImage(docker: Docker, tar: NodeJS.ReadableStream, tag: string): Promise<void> {
  const [repo = tag, version = 'latest'] = tag.split(':');
  const stream = await docker.importImage(tar, { repo, tag: version });
  await followProgress(docker, stream, () => {});
}

export async function buildImage(
  docker: Docker,
  spec: BuildSpec,
  onLine: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const stream = await docker.buildImage((await tarOf(spec.files)) as never, {
    t: spec.tag,
    buildargs: spec.arguments,
    labels: spec.labels,
    // The engine of a lab may have no default bridge; packages are fetched over the host's network.
    networkmode: 'host',
    forcerm: true,
    ...(signal ? { abortSignal: signal } : {}),
  });
  await followProgress(docker, stream, onLine).catch((error: Error) => {
    signal?.throwIfAborted();
    throw buildFailure(spec.tag, error);
  });
}
