/** The engine's long answers: streams of what it is doing, in which an error may come at any time. */
import type Docker from 'dockerode';
import { LabError } from '../util/errors.ts';

/** Reads a progress stream to its end. @throws Error as the engine words it */
export function followProgress(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onLine: (line: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error) => (error ? reject(error) : resolve()),
      (event: { stream?: string; error?: string }) => {
        if (event.error !== undefined) reject(new Error(event.error));
        for (const line of event.stream?.split('\n') ?? []) if (line.trim() !== '') onLine(line.trim());
      },
    );
  });
}

/** A step of the Dockerfile failed: the user's network or mirror, more often than our file. */
export function buildFailure(tag: string, error: Error): Error {
  if (/no space left on device/i.test(error.message)) return error;
  return new LabError('IMAGE_BUILD_FAILED', `the image ${tag} could not be built: ${error.message}`, {
    hint: 'The lines above say which step failed. Without a mirror of Debian packages nothing can be built.',
    cause: error,
  });
}
