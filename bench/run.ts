/**
 * What the verbs cost, as ratios within one run: to the bare API, and to `docker compose` where it is installed.
 * `npm run bench` needs an engine and the images; it prints a table and removes what it made.
 */
import { execa } from 'execa';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadLab } from '../src/lab/load.ts';
import { manifestHash } from '../src/lab/hash.ts';
import { connectEngine, engineAddress } from '../src/orchestrator/connect.ts';
import type { Engine } from '../src/orchestrator/engine.ts';
import { imageSources } from '../src/orchestrator/images.ts';
import { containerName, networkName } from '../src/orchestrator/names.ts';
import { nodeSpec } from '../src/orchestrator/node-spec.ts';
import { placesFrom } from '../src/orchestrator/places.ts';

const ROUNDS = Number(process.argv[2] ?? 5);
const NAME = 'bench';

const places = placesFrom(process.env);
const lab = await loadLab(`${places.root}/labs/exp1`);
const engine = await connectEngine(process.env, places);
const image = (await imageSources(join(places.root, 'images'))).host.tag;
const main = join(places.root, 'dist/cli/main.js');

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const run = (program: string, ...words: string[]) =>
  execa(process.execPath, [program, ...words], { reject: false, stdio: 'ignore' });
const cli = (...words: string[]) => run(main, ...words);

/** The same nodes by bare API calls, all at once: no waiting for boot, nothing configured. */
async function bareUp(bare: Engine): Promise<void> {
  const subnets = Object.fromEntries(lab.networks.map(({ name }, index) => [name, `198.19.250.${index * 16}/28`]));
  await Promise.all(
    lab.networks.map(({ name }) =>
      bare.createNetwork({ name: networkName('bare', name), subnet: subnets[name] ?? '', labels: {} }),
    ),
  );
  const labels = { lab: lab.id, instance: 'bare', manifest: manifestHash(lab), version: '0', owner: 'bench' };
  await Promise.all(
    lab.nodes.map(async (node) => {
      const spec = nodeSpec(lab, node, { labels, kernel: 'host', image, subnets });
      await bare.createContainer({ ...spec, entrypoint: ['/bin/sleep', 'infinity'], arguments: [] });
      await bare.startContainer(spec.name);
    }),
  );
}

async function bareDown(bare: Engine): Promise<void> {
  await Promise.all(lab.nodes.map(({ name }) => bare.removeContainer(containerName('bare', name))));
  await Promise.all(lab.networks.map(({ name }) => bare.removeNetwork(networkName('bare', name))));
}

/** undefined where `docker compose` is not installed. */
async function composeProject(folder: string): Promise<((...words: string[]) => Promise<unknown>) | undefined> {
  const { exitCode } = await execa('docker', ['compose', 'version'], { reject: false, stdio: 'ignore' });
  if (exitCode !== 0) return undefined;
  const services = Object.fromEntries(
    lab.nodes.map((node) => [
      node.name,
      {
        image,
        entrypoint: ['/bin/sleep', 'infinity'],
        cap_drop: ['ALL'],
        cap_add: ['NET_ADMIN', 'NET_RAW'],
        stop_signal: 'SIGKILL',
        networks: node.interfaces.map(({ network }) => network),
      },
    ]),
  );
  const networks = Object.fromEntries(
    lab.networks.map(({ name }, index) => [name, { ipam: { config: [{ subnet: `198.19.251.${index * 16}/28` }] } }]),
  );
  await writeFile(join(folder, 'compose.yaml'), JSON.stringify({ name: 'lvs-lab-bench', services, networks }));
  const env = { DOCKER_HOST: engineAddress(process.env, places)?.host ?? '' };
  return (...words) => execa('docker', ['compose', ...words], { cwd: folder, env, stdio: 'ignore' });
}

/** The program, for which no node of exp1 needs ip_vs: all are on the host's kernel, also where that has none. */
async function onHostKernels(folder: string): Promise<string> {
  const root = join(folder, 'root');
  await cp(join(places.root, 'dist'), join(root, 'dist'), { recursive: true });
  await cp(join(places.root, 'labs'), join(root, 'labs'), { recursive: true });
  for (const name of ['images', 'node_modules', 'package.json']) {
    await symlink(join(places.root, name), join(root, name));
  }
  const file = join(root, 'labs/exp1/lab.yaml');
  const text = await readFile(file, 'utf8');
  const needless = text.replace(/^ *kernel: \[ip_vs\]\n/m, '');
  if (needless === text) throw new Error(`${file}: no node needs ip_vs, expected the director to`);
  await writeFile(file, needless);
  return join(root, 'dist/cli/main.js');
}

const folder = await mkdtemp(join(tmpdir(), 'lvs-lab-bench-'));
const times: Record<string, number[]> = {};
const measure = async (name: string, work: () => Promise<unknown>): Promise<void> => {
  (times[name] ??= []).push(await milliseconds(work));
};

try {
  const compose = await composeProject(folder);
  const onHost = await onHostKernels(folder);
  await cli('start', 'exp1', '--as', NAME);
  await cli('stop', 'exp1', '--as', NAME);
  for (let round = 0; round < ROUNDS; round += 1) {
    await measure('node -e 0', () => execa(process.execPath, ['-e', '0']));
    await measure('lab --help', () => cli('--help'));
    await measure('bare API up', () => bareUp(engine));
    await measure('bare API down', () => bareDown(engine));
    if (compose) {
      await measure('compose up', () => compose('up', '-d'));
      await measure('compose down', () => compose('down', '-t', '0'));
    }
    await measure('lab start (host)', () => run(onHost, 'start', 'exp1', '--as', NAME));
    await cli('stop', 'exp1', '--as', NAME);
    await measure('lab start', () => cli('start', 'exp1', '--as', NAME));
    await measure('lab check (blank)', () => cli('check', 'exp1', '--as', NAME));
    await cli('solve', 'exp1', '--as', NAME);
    await measure('lab check (solved)', () => cli('check', 'exp1', '--as', NAME));
    await measure('lab stop', () => cli('stop', 'exp1', '--as', NAME));
  }
} finally {
  await bareDown(engine);
  await cli('stop', 'exp1', '--as', NAME);
  await rm(folder, { recursive: true, force: true });
}

const up = median(times['bare API up'] ?? []);
const down = median(times['bare API down'] ?? []);
const base: Record<string, [string, number]> = {
  'lab --help': ['node -e 0', median(times['node -e 0'] ?? [])],
  'compose up': ['bare API up', up],
  'compose down': ['bare API down', down],
  'lab start (host)': ['bare API up', up],
  'lab start': ['bare API up', up],
  'lab check (blank)': ['bare API up', up],
  'lab check (solved)': ['bare API up', up],
  'lab stop': ['bare API down', down],
};
const composeBase: Record<string, string> = {
  'lab start (host)': 'compose up',
  'lab start': 'compose up',
  'lab stop': 'compose down',
};

process.stdout.write(`median of ${ROUNDS} rounds, exp1 (six nodes, two networks)\n`);
for (const [name, numbers] of Object.entries(times)) {
  const own = median(numbers);
  const [baseName, baseTime] = base[name] ?? ['', 0];
  const other = composeBase[name];
  const ratios = [
    baseTime > 0 ? `${(own / baseTime).toFixed(2)} x ${baseName}` : '',
    other !== undefined && times[other] ? `${(own / median(times[other])).toFixed(2)} x ${other}` : '',
  ].filter((ratio) => ratio !== '');
  process.stdout.write(`${name.padEnd(20)} ${(own / 1000).toFixed(2).padStart(6)} s  ${ratios.join(', ')}\n`);
}
