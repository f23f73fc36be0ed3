/**
 * The port to a container engine: what the project needs of one, in its own words. docker.ts is its only adapter.
 * Every method throws LabError for what the user can mend (engine gone, refused, disk full, name taken …).
 */

import type { Writable } from 'node:stream';

export type Labels = Record<string, string>;

export interface EngineInfo {
  /** Identity of the engine, stable across restarts. */
  id: string;
  version: string;
  apiVersion: string;
  kernelVersion: string;
  operatingSystem: string;
  cpus: number;
  memoryBytes: number;
  storageDriver: string;
  dataRoot: string;
  /** Whether it runs as an ordinary user. */
  rootless: boolean;
  /** What its control groups let it limit. */
  limits: { memory: boolean; pids: boolean; cpus: boolean };
  /** Its clock, in milliseconds since 1970. */
  timeMs: number;
}

export interface EngineNetwork {
  id: string;
  name: string;
  labels: Labels;
  /** CIDR; undefined for networks without IPAM such as `none`. */
  subnet: string | undefined;
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

export interface EngineContainer {
  id: string;
  name: string;
  labels: Labels;
  state: ContainerState;
  image: string;
  /** Ids of the networks that it is on, or will be when it runs. */
  networks: string[];
}

/** How a path of a container differs from its image. */
export interface FileChange {
  path: string;
  kind: 'changed' | 'added' | 'deleted';
}

export interface ContainerSize {
  name: string;
  state: ContainerState;
  /** What the container wrote over its image, without tmpfs. */
  bytes: number;
}

export interface NetworkSpec {
  name: string;
  subnet: string;
  labels: Labels;
}

export interface Attachment {
  /** Name of the network. */
  network: string;
  /** The address that the engine gives the container there. */
  address: string;
}

export interface ContainerSpec {
  name: string;
  image: string;
  hostname: string;
  labels: Labels;
  /** No attachment: no network at all. The first is made with the container, the others before it starts. */
  attachments: Attachment[];
  /** `host`: the engine's own network in place of attachments. */
  network?: 'host';
  capabilities: string[];
  readonlyPaths: string[];
  maskedPaths: string[];
  /** Mount point to options, as in `docker run --tmpfs`. */
  tmpfs: Record<string, string>;
  /** A kernel of its own wants a terminal for its console. */
  tty: boolean;
  memoryBytes: number;
  pidsLimit: number;
  /** The largest file that a process in it may write; as the engine has it when left out. */
  fileBytes?: number;
  /** The engine removes it when it ends. */
  autoRemove?: boolean;
  /** What it runs in place of the image's entry point. */
  entrypoint?: string[];
  /** For the entry point. */
  arguments?: string[];
}

export interface FileSpec {
  path: string;
  content: string | Uint8Array;
  /** Permission bits, 0o644 when left out. */
  mode?: number;
}

export interface ExecOptions {
  /** Milliseconds, times the engine's patience; the call ends with NODE_UNRESPONSIVE after them. */
  timeoutMs?: number;
  stdin?: string | Uint8Array;
  signal?: AbortSignal;
  /** What is asked, in words: messages name it, and never a script. "its state" */
  what?: string;
}

export interface ExecResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** A command that runs while the caller does something else. */
export interface RunningExec {
  /** Output as it comes. On a terminal, everything is on `stdout`. */
  stdout: NodeJS.ReadableStream;
  stderr: NodeJS.ReadableStream;
  stdin: Writable;
  /** Resolves when the terminal has the size that was asked for last. */
  resize: (columns: number, rows: number) => Promise<void>;
  /** Exit status, once the output has ended. */
  exitCode: Promise<number>;
}

export interface BuildSpec {
  tag: string;
  /** The build's context: a Dockerfile and what it copies. */
  files: FileSpec[];
  arguments: Record<string, string>;
  labels: Labels;
  /** Anew, whatever was built from the same before. */
  isFresh?: boolean;
}

export interface ImageInfo {
  id: string;
  /** Its names, as `repository:tag`. */
  tags: string[];
  /** Unpacked, all layers. */
  sizeBytes: number;
  createdAt: string;
  labels: Labels;
}

export interface Engine {
  /** How many times longer than usual a node may take to boot, and a command in it to end: 1 but on a slow machine. */
  readonly patience: number;
  info: () => Promise<EngineInfo>;
  networks: (label?: string) => Promise<EngineNetwork[]>;
  /**
   * @returns false when the engine says that the subnet overlaps one it has
   * @throws LabError INSTANCE_BUSY when another made one of that name at the same time
   */
  createNetwork: (spec: NetworkSpec) => Promise<boolean>;
  /**
   * By its id; by its name too, where there is but one of it.
   * @param name what messages call it, when the other is an id
   */
  removeNetwork: (id: string, name?: string) => Promise<void>;
  containers: (label?: string) => Promise<EngineContainer[]>;
  createContainer: (spec: ContainerSpec) => Promise<void>;
  startContainer: (name: string) => Promise<void>;
  /** As if its power were cut: its files stay, and startContainer boots it again. */
  killContainer: (name: string) => Promise<void>;
  /** Freezes all its processes. */
  pauseContainer: (name: string) => Promise<void>;
  unpauseContainer: (name: string) => Promise<void>;
  /** Takes a container off its networks, running or not; none is fine. */
  leaveNetworks: (name: string) => Promise<void>;
  /** Kills and removes; a container that is gone already is fine. */
  removeContainer: (name: string) => Promise<void>;
  /** @param cpus how many processors it may keep busy, such as 0.5 */
  limitCpus: (container: string, cpus: number) => Promise<void>;
  changes: (container: string) => Promise<FileChange[]>;
  /** Of all containers that have the label. The engine walks through their files: not for every moment. */
  sizes: (label: string) => Promise<ContainerSize[]>;
  /**
   * What the container prints from now on, its errors too; ends when it does. It need not run yet.
   * @param tty as in its spec
   */
  attach: (name: string, options: { tty: boolean; signal?: AbortSignal }) => Promise<NodeJS.ReadableStream>;
  exec: (container: string, command: string[], options?: ExecOptions) => Promise<ExecResult>;
  open: (container: string, command: string[], options: { tty: boolean; signal?: AbortSignal }) => Promise<RunningExec>;
  image: (tag: string) => Promise<ImageInfo | undefined>;
  /** All that have the label. */
  images: (label: string) => Promise<ImageInfo[]>;
  pullImage: (reference: string, signal?: AbortSignal) => Promise<void>;
  /** Makes an image of one layer from a tar stream. */
  importImage: (tar: NodeJS.ReadableStream, tag: string) => Promise<void>;
  buildImage: (spec: BuildSpec, onLine: (line: string) => void, signal?: AbortSignal) => Promise<void>;
  removeImage: (tag: string) => Promise<void>;
}
