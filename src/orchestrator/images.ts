/** The two images of a node: built when their sources changed, from a base that is pulled or bootstrapped. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, readdir, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { LabError } from '../util/errors.ts';
import type { Engine, FileSpec } from './engine.ts';
import { LABEL } from './names.ts';
import type { KernelMode } from './node-spec.ts';

const REGISTRY_BASE = 'debian:trixie-slim';
const BOOTSTRAPPED_BASE = 'lvs-lab/base:trixie';
/** A registry that answers starts to send within seconds; one that is cut off may never refuse. */
const PULL_TIMEOUT_MS = 120_000;

/** The folders of images/ by the kernel that they are for. */
const FOLDER: Record<KernelMode, string> = { host: 'node', own: 'kernel' };

export interface ImageSource {
  tag: string;
  hash: string;
  files: FileSpec[];
}

async function readFolder(root: string): Promise<FileSpec[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    paths.toSorted().map(async (path) => ({
      path: relative(root, path),
      content: await readFile(path),
      mode: (await stat(path)).mode & 0o111 ? 0o755 : 0o644,
    })),
  );
}

function hashOf(files: FileSpec[], parent: string): string {
  const hash = createHash('sha256').update(parent);
  for (const { path, mode, content } of files) hash.update(`\0${path}\0${mode}\0`).update(content);
  return hash.digest('hex').slice(0, 12);
}

/** What the images are made from, and the tags that these sources give. */
export async function imageSources(imagesDir: string): Promise<Record<KernelMode, ImageSource>> {
  const [nodeFiles, kernelFiles] = await Promise.all([
    readFolder(join(imagesDir, FOLDER.host)),
    readFolder(join(imagesDir, FOLDER.own)),
  ]);
  const node = hashOf(nodeFiles, '');
  const kernel = hashOf(kernelFiles, node);
  return {
    host: { tag: `lvs-lab/node:${node}`, hash: node, files: nodeFiles },
    own: { tag: `lvs-lab/kernel:${kernel}`, hash: kernel, files: kernelFiles },
  };
}

export interface BuildContext {
  engine: Engine;
  sources: Record<KernelMode, ImageSource>;
  /** A base image that the user names; otherwise pulled, or bootstrapped where no registry answers. */
  base: string | undefined;
  /** Proxies of the user's are those of the build too. */
  env: NodeJS.ProcessEnv;
  onLine: (line: string) => void;
  signal: AbortSignal;
}

/** Builds what is missing. @returns whether anything was built */
export async function ensureImages(context: BuildContext, needed: Set<KernelMode>): Promise<boolean> {
  const { engine, sources } = context;
  // The image with a kernel is a layer on the other one.
  const wanted: KernelMode[] = needed.has('own') ? ['host', 'own'] : ['host'];
  const present = await Promise.all(wanted.map((mode) => engine.image(sources[mode].tag)));
  const missing = wanted.filter((_, index) => present[index] === undefined);
  for (const mode of missing) await buildImage(context, mode);
  return missing.length > 0;
}

/** @param isFresh with the packages of today, whatever an earlier build left */
export async function buildImage(context: BuildContext, mode: KernelMode, isFresh = false): Promise<void> {
  const { engine, sources, env, onLine, signal } = context;
  const { tag, hash, files } = sources[mode];
  const parent: Record<string, string> =
    mode === 'own' ? { NODE: sources.host.tag } : { BASE: await baseImage(context) };
  onLine(`building ${tag}`);
  await engine.buildImage(
    { tag, files, arguments: { ...parent, ...proxyArguments(env) }, labels: { [LABEL.image]: hash }, isFresh },
    onLine,
    signal,
  );
}

const proxyArguments = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => {
      const value = env[name] ?? env[name.toUpperCase()];
      return value === undefined ? [] : [[name, value]];
    }),
  );

async function baseImage({ engine, base, onLine, signal }: BuildContext): Promise<string> {
  const candidates = base === undefined ? [REGISTRY_BASE, BOOTSTRAPPED_BASE] : [base];
  for (const candidate of candidates) if (await engine.image(candidate)) return candidate;
  const reference = base ?? REGISTRY_BASE;
  onLine(`pulling ${reference}`);
  try {
    await engine.pullImage(reference, AbortSignal.any([signal, AbortSignal.timeout(PULL_TIMEOUT_MS)]));
    return reference;
  } catch (error) {
    signal.throwIfAborted();
    if (base !== undefined) {
      throw new LabError(
        'IMAGE_BASE_UNAVAILABLE',
        `the base image "${base}" is not on the engine and cannot be pulled`,
        {
          hint: 'Name one that is there, or leave it out: `lab image build`.',
          cause: error,
        },
      );
    }
    onLine('no registry answers: bootstrapping Debian with mmdebstrap');
    return bootstrapBase(engine, signal, error);
  }
}

/** A file that has no name: it is gone when nobody has it open any more, also when we are killed. */
async function namelessFile(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'lvs-lab-base-'));
  try {
    return await open(join(folder, 'base.tar'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** mmdebstrap makes the same minimal Debian that the registry's image has. It ends and tidies up when we are killed. */
async function bootstrapBase(engine: Engine, signal: AbortSignal, cause: unknown): Promise<string> {
  const excluded = ['doc', 'man', 'info', 'locale', 'lintian', 'bug'].map(
    (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
  );
  const { execa } = await import('execa');
  const tar = await namelessFile();
  try {
    await execa(
      'setpriv',
      ['--pdeathsig', 'TERM', 'mmdebstrap', '--quiet', '--variant=minbase', ...excluded, 'trixie', '-'],
      {
        cancelSignal: signal,
        stdin: 'ignore',
        stdout: createWriteStream('', { fd: tar.fd, autoClose: false }),
        forceKillAfterDelay: 2000,
      },
    );
    await engine.importImage(createReadStream('', { fd: tar.fd, start: 0, autoClose: false }), BOOTSTRAPPED_BASE);
    return BOOTSTRAPPED_BASE;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LabError) throw error;
    const { code, stderr, shortMessage } = error as { code?: string; stderr?: string; shortMessage?: string };
    const why =
      code === 'ENOENT'
        ? 'mmdebstrap is not installed'
        : (stderr?.trim().split('\n').at(-1) ?? shortMessage ?? String(error));
    throw new LabError(
      'IMAGE_BASE_UNAVAILABLE',
      `no registry has ${REGISTRY_BASE} for the engine, and a base cannot be bootstrapped: ${why}`,
      {
        hint: 'Install mmdebstrap and debian-archive-keyring, or name an image of Debian 13 that the engine has: `lab image build --base NAME`.',
        cause: new AggregateError([cause, error]),
      },
    );
  } finally {
    await tar.close();
  }
}
