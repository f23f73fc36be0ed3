/** What a Docker engine says of itself: the first question to it, so that one which hangs is found out here. */
import type Docker from 'dockerode';
import { LabError } from '../util/errors.ts';

const PATIENCE_MS = 10_000;

interface Info {
  ID: string;
  KernelVersion: string;
  OperatingSystem: string;
  NCPU: number;
  MemTotal: number;
  Driver: string;
  DockerRootDir: string;
  SecurityOptions?: string[];
  MemoryLimit: boolean;
  PidsLimit: boolean;
  CpuCfsQuota: boolean;
  SystemTime: string;
}

/** Their declared types lack the options that they take. */
interface Asks {
  info: (options: object) => Promise<Info>;
  version: (options: object) => Promise<{ Version: string; ApiVersion: string }>;
}

/** @throws LabError ENGINE_UNREACHABLE when it takes the question and does not answer */
export async function describe(
  docker: Docker,
): Promise<{ info: Info; version: { Version: string; ApiVersion: string } }> {
  const abortSignal = AbortSignal.timeout(PATIENCE_MS);
  const asks = docker as unknown as Asks;
  try {
    const [info, version] = await Promise.all([asks.info({ abortSignal }), asks.version({ abortSignal })]);
    return { info, version };
  } catch (cause) {
    if (!abortSignal.aborted) throw cause;
    throw new LabError(
      'ENGINE_UNREACHABLE',
      `the container engine does not answer (to describe itself): nothing came within ${PATIENCE_MS / 1000} s`,
      { hint: 'It hangs, or its machine is overloaded: restart it (`lab engine stop`, or the Docker service).', cause },
    );
  }
}
