/** The Engine over the Docker Engine API. Only this file and its neighbours (docker-*.ts, dockerode.ts) know dockerode: the
 * linter's list in .oxlintrc.json. */
import { timed } from '../util/log.ts';
import type Docker from 'dockerode';
import { createOptions } from './docker-create.ts';
import { describe } from './docker-describe.ts';
import { ignoring, translate } from './docker-errors.ts';
import { attachOutput, openExec } from './docker-exec.ts';
import { buildImage, findImage, importImage, listImages, pullImage } from './docker-images.ts';
import { ReadBack } from './docker-kept.ts';
import { Leaving, removeContainer, removeNetwork, yieldToTwin } from './docker-remove.ts';
import { loadDockerode } from './dockerode.ts';
import type {
  BuildSpec,
  ContainerSize,
  ContainerSpec,
  ContainerState,
  Engine,
  EngineContainer,
  EngineInfo,
  EngineNetwork,
  ExecOptions,
  ExecResult,
  FileChange,
  ImageInfo,
  NetworkSpec,
  RunningExec,
} from './engine.ts';
import { execResult } from './exec-result.ts';

const PAUSE_ATTEMPTS = 5;

/** What a lab network asks of the bridge driver: no address, no route and no translation on the host. */
const BRIDGE_OPTIONS = {
  'com.docker.network.bridge.inhibit_ipv4': 'true',
  'com.docker.network.bridge.enable_ip_masquerade': 'false',
};

/** As the engine numbers them. */
const CHANGE_KINDS = ['changed', 'added', 'deleted'] as const;

/** Names come from the engine as `/name`. */
const plainName = (names: string[]): string => (names[0] ?? '').replace(/^\//, '');

export class DockerEngine implements Engine {
  readonly patience: number;
  readonly #docker: Docker;
  readonly #leaving = new Leaving();
  readonly #readBack = new ReadBack();

  constructor(options: Docker.DockerOptions, patience: number) {
    const Dockerode = loadDockerode();
    this.patience = patience;
    this.#docker = new Dockerode(options);
  }

  /** Every call to the engine goes through here, so that its errors are ours. */
  async #ask<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await timed(what, call);
    } catch (error) {
      throw translate(error, what);
    }
  }

  info(): Promise<EngineInfo> {
    return this.#ask('describe itself', async () => {
      const { info, version } = await describe(this.#docker);
      return {
        id: info.ID,
        version: version.Version,
        apiVersion: version.ApiVersion,
        kernelVersion: info.KernelVersion,
        operatingSystem: info.OperatingSystem,
        cpus: info.NCPU,
        memoryBytes: info.MemTotal,
        storageDriver: info.Driver,
        dataRoot: info.DockerRootDir,
        rootless: (info.SecurityOptions ?? []).some((option) => option.includes('name=rootless')),
        limits: { memory: info.MemoryLimit, pids: info.PidsLimit, cpus: info.CpuCfsQuota },
        timeMs: Date.parse(info.SystemTime),
      };
    });
  }

  networks(label?: string): Promise<EngineNetwork[]> {
    return this.#ask('list networks', async () => {
      const filters = label === undefined ? {} : { label: [label] };
      const networks = await this.#docker.listNetworks({ filters: JSON.stringify(filters) as never });
      return networks.map((network) => ({
        id: network.Id,
        name: network.Name,
        labels: network.Labels ?? {},
        subnet: network.IPAM?.Config?.[0]?.Subnet,
      }));
    });
  }

  createNetwork({ name, subnet, labels }: NetworkSpec): Promise<boolean> {
    return this.#ask(`create the network ${name}`, async () => {
      try {
        const network = await this.#docker.createNetwork({
          Name: name,
          CheckDuplicate: true,
          Driver: 'bridge',
          IPAM: { Config: [{ Subnet: subnet }] },
          Options: BRIDGE_OPTIONS,
          Labels: labels,
        });
        await this.#readBack.options(network, BRIDGE_OPTIONS);
        await yieldToTwin(this.#docker, network, name);
        return true;
      } catch (error) {
        if (/overlaps/i.test(String(error))) return false;
        throw error;
      }
    });
  }

  removeNetwork(id: string, name = id): Promise<void> {
    return this.#ask(`remove the network ${name}`, () => removeNetwork(this.#docker, id));
  }

  containers(label?: string): Promise<EngineContainer[]> {
    return this.#ask('list containers', async () => {
      const filters = label === undefined ? {} : { label: [label] };
      const containers = await this.#docker.listContainers({ all: true, filters: JSON.stringify(filters) as never });
      return containers.map((container) => ({
        id: container.Id,
        name: plainName(container.Names),
        labels: container.Labels,
        state: container.State as ContainerState,
        image: container.Image,
        networks: Object.values(container.NetworkSettings.Networks).map(({ NetworkID }) => NetworkID),
      }));
    });
  }

  createContainer(spec: ContainerSpec): Promise<void> {
    return this.#ask(`create the container ${spec.name}`, async () => {
      const [, ...others] = spec.attachments;
      const container = await this.#docker.createContainer(createOptions(spec));
      await this.#readBack.readonlyPaths(container, spec.readonlyPaths);
      // One after another: engines before API 1.44 take a single network when a container is created.
      for (const { network, address } of others) {
        await this.#docker.getNetwork(network).connect({
          Container: container.id,
          EndpointConfig: { IPAMConfig: { IPv4Address: address } },
        });
      }
    });
  }

  startContainer(name: string): Promise<void> {
    return this.#ask(`start the container ${name}`, async () => {
      await ignoring([304], () => this.#docker.getContainer(name).start());
    });
  }

  killContainer(name: string): Promise<void> {
    return this.#ask(`kill the container ${name}`, async () => {
      // 409: it does not run.
      await ignoring([409], () => this.#docker.getContainer(name).kill());
      await this.#docker.getContainer(name).wait();
    });
  }

  pauseContainer(name: string): Promise<void> {
    return this.#ask(`pause the container ${name}`, async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return void (await this.#docker.getContainer(name).pause());
        } catch (error) {
          // Processes that are busy with the kernel may keep runc from freezing them all; it lets go of those that it had.
          if (attempt === PAUSE_ATTEMPTS || !/unable to freeze/.test((error as Error).message)) throw error;
        }
      }
    });
  }

  unpauseContainer(name: string): Promise<void> {
    return this.#ask(`unpause the container ${name}`, async () => {
      // 409: it is not paused.
      await ignoring([409], () => this.#docker.getContainer(name).unpause());
    });
  }

  leaveNetworks(name: string): Promise<void> {
    return this.#ask(`take ${name} off its networks`, () => this.#leaving.leaveAll(this.#docker, name));
  }

  removeContainer(name: string): Promise<void> {
    return this.#ask(`remove the container ${name}`, () => removeContainer(this.#docker, name, this.#leaving));
  }

  limitCpus(container: string, cpus: number): Promise<void> {
    return this.#ask(`limit ${container}`, async () => {
      // The engine wants both, in microseconds: a share of each tenth of a second.
      await this.#docker.getContainer(container).update({ CpuPeriod: 100_000, CpuQuota: Math.round(cpus * 100_000) });
    });
  }

  changes(container: string): Promise<FileChange[]> {
    return this.#ask(`compare ${container} with its image`, async () => {
      const changes = (await this.#docker.getContainer(container).changes()) as { Path: string; Kind: number }[] | null;
      return (changes ?? []).map(({ Path, Kind }) => ({ path: Path, kind: CHANGE_KINDS[Kind] ?? 'changed' }));
    });
  }

  sizes(label: string): Promise<ContainerSize[]> {
    return this.#ask('measure containers', async () => {
      const filters = JSON.stringify({ label: [label] }) as never;
      const containers = await this.#docker.listContainers({ all: true, size: true, filters });
      return containers.map((container) => ({
        name: plainName(container.Names),
        state: container.State as ContainerState,
        bytes: (container as { SizeRw?: number }).SizeRw ?? 0,
      }));
    });
  }

  attach(name: string, { tty, signal }: { tty: boolean; signal?: AbortSignal }): Promise<NodeJS.ReadableStream> {
    return this.#ask(`attach to ${name}`, () =>
      attachOutput(this.#docker, name, { tty, ...(signal ? { signal } : {}) }),
    );
  }

  exec(container: string, command: string[], options: ExecOptions = {}): Promise<ExecResult> {
    const { patience } = this;
    return execResult((signal) => this.open(container, command, { tty: false, signal }), options, {
      from: container,
      patience,
    });
  }

  open(
    container: string,
    command: string[],
    { tty, signal }: { tty: boolean; signal?: AbortSignal },
  ): Promise<RunningExec> {
    return this.#ask(`run a command in ${container}`, async () => {
      signal?.throwIfAborted();
      return openExec(this.#docker, container, command, { tty, ...(signal ? { signal } : {}) });
    });
  }

  image(tag: string): Promise<ImageInfo | undefined> {
    return this.#ask(`look at the image ${tag}`, () => findImage(this.#docker, tag));
  }

  images(label: string): Promise<ImageInfo[]> {
    return this.#ask('list images', () => listImages(this.#docker, label));
  }

  pullImage(reference: string, signal?: AbortSignal): Promise<void> {
    return this.#ask(`pull ${reference}`, () => pullImage(this.#docker, reference, signal));
  }

  importImage(tar: NodeJS.ReadableStream, tag: string): Promise<void> {
    return this.#ask(`import the image ${tag}`, () => importImage(this.#docker, tar, tag));
  }

  buildImage(spec: BuildSpec, onLine: (line: string) => void, signal?: AbortSignal): Promise<void> {
    return this.#ask(`build the image ${spec.tag}`, () => buildImage(this.#docker, spec, onLine, signal));
  }

  removeImage(tag: string): Promise<void> {
    return this.#ask(`remove the image ${tag}`, async () => {
      await ignoring([404], () => this.#docker.getImage(tag).remove({ force: true }));
    });
  }
}
