/** The disk of a machine as Debian makes it: its own kernel and its own Docker, nothing of this project but the first process. */
import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { placesFrom } from '../../src/orchestrator/places.ts';

export interface Root {
  kernel: string;
  disk: string;
}

const SUITE = 'trixie';
const PACKAGES = 'apparmor,docker.io,iproute2,iptables,kmod,linux-image-cloud-amd64';
const EXCLUDED = ['doc', 'man', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
const INIT = fileURLToPath(new URL('init', import.meta.url));

/** A tool's name to the package of Debian that has it. */
const TOOLS = { 'qemu-system-x86_64': 'qemu-system-x86', mmdebstrap: 'mmdebstrap', mke2fs: 'e2fsprogs' };

/** Installs what is missing, as `npm test` does. */
export async function ensureTools(): Promise<void> {
  const missing = [];
  for (const [tool, name] of Object.entries(TOOLS)) {
    const { code } = await execa(tool, [tool === 'mke2fs' ? '-V' : '--version'], { reject: false });
    if (code === 'ENOENT') missing.push(name);
  }
  if (missing.length === 0) return;
  await execa('apt-get', ['install', '-qy', '--no-install-recommends', ...missing], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    stdin: 'ignore',
  });
}

async function build(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}.`);
  const tree = join(draft, 'tree');
  try {
    const hooks = [`--customize-hook=copy-in ${INIT} /sbin`];
    const words = ['--quiet', '--variant=minbase', `--include=${PACKAGES}`, ...EXCLUDED, ...hooks, SUITE, tree];
    await execa('mmdebstrap', words, { stdin: 'ignore' });
    const kernel = (await readdir(join(tree, 'boot'))).find((name) => name.startsWith('vmlinuz-')) ?? 'vmlinuz';
    await copyFile(join(tree, 'boot', kernel), join(draft, 'vmlinuz'));
    await execa('mke2fs', ['-q', '-t', 'ext4', '-d', tree, join(draft, 'disk'), '2G']);
    await rm(tree, { recursive: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Made once, and then kept in the program's cache. */
export async function ensureRoot(): Promise<Root> {
  const init = await readFile(INIT, 'utf8');
  const recipe = createHash('sha256')
    .update([SUITE, PACKAGES, ...EXCLUDED, init].join('\0'))
    .digest('hex');
  const folder = join(placesFrom(process.env).cacheDir, 'hostkernel', recipe.slice(0, 12));
  if (!(await isThere(folder))) await build(folder);
  return { kernel: join(folder, 'vmlinuz'), disk: join(folder, 'disk') };
}
