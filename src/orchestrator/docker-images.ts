/** The images of a Docker engine, and how they come to be there: pulled, imported, built. */
import type Docker from 'dockerode';
import { ignoring } from './docker-errors.ts';
import { buildFailure, followProgress } from './docker-progress.ts';
import type { BuildSpec, ImageInfo } from './engine.ts';
import { tarOf } from './tar.ts';

export async function findImage(docker: Docker, tag: string): Promise<ImageInfo | undefined> {
  const found = await ignoring([404], () => docker.getImage(tag).inspect());
  return (
    found && {
      id: found.Id,
      tags: found.RepoTags ?? [],
      sizeBytes: found.Size,
      createdAt: found.Created,
      labels: found.Config.Labels ?? {},
    }
  );
}

export async function listImages(docker: Docker, label: string): Promise<ImageInfo[]> {
  const found = await docker.listImages({ filters: JSON.stringify({ label: [label] }) });
  return found.map(({ Id, RepoTags, Size, Created, Labels }) => ({
    id: Id,
    tags: RepoTags ?? [],
    sizeBytes: Size,
    createdAt: new Date(Created * 1000).toISOString(),
    labels: Labels ?? {},
  }));
}

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
    ...(spec.isFresh ? { nocache: true } : {}),
    ...(signal ? { abortSignal: signal } : {}),
  });
  await followProgress(docker, stream, onLine).catch((error: Error) => {
    signal?.throwIfAborted();
    throw buildFailure(spec.tag, error);
  });
}
