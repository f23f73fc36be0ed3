/** What happens to a lab from outside: to its nodes, its networks, its engine, and the disk. */
import { expect } from 'chai';
import { execa } from 'execa';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { networkName, containerName } from '../../src/orchestrator/names.ts';
import { placesFrom } from '../../src/orchestrator/places.ts';
import { privateEnginePid } from '../../src/orchestrator/private-engine.ts';
import { tarOf } from '../../src/orchestrator/tar.ts';
import { connectEngine } from '../../src/orchestrator/connect.ts';
import { askEngine, engineHost } from '../helpers/engine-http.ts';
import { leftOf, testEngine } from '../helpers/engine.ts';
import { checkReport, lab, labFine, outcomes, ROOT, type LabResult } from '../helpers/lab.ts';

const NAME = 'e2e-mishap';
const AS = ['--as', NAME];
const MAIN = join(ROOT, 'dist/cli/main.js');
const container = (node: string): string => containerName(NAME, node);
const isRoot = process.getuid?.() === 0;

async function states(): Promise<Record<string, string>> {
  const { nodes } = JSON.parse(await labFine(['status', 'exp1', ...AS, '--json'])) as {
    nodes: { name: string; state: string; connected: boolean }[];
  };
  return Object.fromEntries(nodes.map(({ name, state, connected }) => [name, connected ? state : `${state}, cut off`]));
}

const RUNNING = Object.fromEntries(
  ['gateway', 'lanclient', 'lvs01', 'wanclient', 'web01', 'web02'].map((name) => [name, 'running']),
);

function expectMessage({ exitCode, stderr }: LabResult, message: string | RegExp, hint: string): void {
  expect(stderr).to.match(typeof message === 'string' ? new RegExp(`^lab: ${message}$`, 'm') : message);
  expect(stderr).to.contain(hint);
  expect(stderr).to.not.match(/^ {4}at /m);
  expect(exitCode).to.equal(2);
}

async function expectGreen(): Promise<void> {
  await labFine(['start', 'exp1', ...AS, '--solve']);
  expect(await states()).to.deep.equal(RUNNING);
  expect(outcomes(await checkReport('exp1', NAME)).failed).to.deep.equal([]);
}

describe('what happens to a running lab from outside', () => {
  before(() => labFine(['start', 'exp1', ...AS, '--solve']));
  after(async () => {
    await labFine(['stop', 'exp1', ...AS]);
    expect(await leftOf(NAME)).to.deep.equal([]);
  });

  it('a network that was removed by hand is missed, and made again with the nodes that were on it', async () => {
    const engine = await testEngine();
    await engine.leaveNetworks(container('wanclient'));
    await engine.leaveNetworks(container('gateway'));
    await engine.removeNetwork(networkName(NAME, 'wan'));
    expect(await states()).to.deep.equal({ ...RUNNING, gateway: 'running, cut off', wanclient: 'running, cut off' });
    const message = 'not on all of their networks: wanclient, gateway';
    expectMessage(await lab(['check', 'exp1', ...AS]), message, 'brings them back.');
    await expectGreen();
  });

  // lvs01 has a kernel of its own where the machine's has no ip_vs.
  const BY_HAND = [
    { done: 'killed', method: 'POST', path: 'kill', state: 'exited' },
    { done: 'paused', method: 'POST', path: 'pause', state: 'paused' },
    { done: 'removed', method: 'DELETE', path: '?force=true', state: undefined },
  ];
  for (const { done, method, path, state } of BY_HAND) {
    it(`nodes that were ${done} by hand are missed, and come back`, async () => {
      for (const node of ['lvs01', 'web01']) {
        const where = path.startsWith('?') ? path : `/${path}`;
        await askEngine(`/containers/${container(node)}${where}`, method);
      }
      const { lvs01, web01, ...others } = await states();
      expect([lvs01, web01]).to.deep.equal([state, state]);
      expect(others).to.include({ gateway: 'running', lanclient: 'running', wanclient: 'running', web02: 'running' });
      expectMessage(await lab(['check', 'exp1', ...AS]), 'not running: lvs01, web01', 'brings them back.');
      await expectGreen();
    });
  }

  it('a start that its engine leaves says so, and the next one goes on from there', async function () {
    const places = placesFrom(process.env);
    const pid = await privateEnginePid(places);
    // Another engine than our own is not ours to kill.
    if (pid === undefined || process.env['DOCKER_HOST']) this.skip();
    await labFine(['reset', 'exp1', ...AS]);
    const resetting = execa(process.execPath, [MAIN, 'reset', 'exp1', ...AS], { reject: false });
    await delay(1200);
    process.kill(pid, 'SIGKILL');
    const { exitCode = -1, stdout, stderr } = await resetting;
    const message = /^lab: the container engine does not answer \(to .+\): .+$/m;
    expectMessage({ exitCode, stdout, stderr }, message, 'Start it: `lab engine start`');
    expectMessage(await lab(['status', 'exp1', ...AS]), message, 'Start it: `lab engine start`');
    await labFine(['engine', 'start']);
    await expectGreen();
  });

  it('an engine that is restarted stops the nodes, which start brings back', async function () {
    if ((await privateEnginePid(placesFrom(process.env))) === undefined || process.env['DOCKER_HOST']) {
      this.skip();
    }
    await labFine(['engine', 'stop']);
    await labFine(['engine', 'start']);
    expect(new Set(Object.values(await states()))).to.deep.equal(new Set(['exited']));
    expectMessage(await lab(['check', 'exp1', ...AS]), /^lab: not running: lvs01, /m, 'brings them back.');
    await expectGreen();
  });
});

describe('an engine that was killed', () => {
  it('starts although its pid is another process by now, or a zombie that nobody asks for', async function () {
    if (!isRoot) this.skip();
    const home = await mkdtemp(join(tmpdir(), 'lk-'));
    const env = { LAB_HOME: home, DOCKER_HOST: '' };
    try {
      await mkdir(join(home, 'run'));
      await writeFile(join(home, 'run/docker.pid'), String(process.pid));
      const starts = await Promise.all([lab(['engine', 'start'], { env }), lab(['engine', 'start'], { env })]);
      // The second is told of the first, or finds its engine.
      expect(starts.map(({ exitCode }) => exitCode)).to.include(0);
      for (const { exitCode, stderr } of starts) {
        if (exitCode !== 0) expect(stderr).to.match(/^lab: "the engine" is in use: `lab engine start`/);
      }
      expect(await privateEnginePid(placesFrom(env))).to.not.equal(undefined);
    } finally {
      await lab(['engine', 'stop'], { env });
      expect(await privateEnginePid(placesFrom(env))).to.equal(undefined);
      await rm(home, { recursive: true, force: true });
    }
  });
});

describe('an engine that was killed while it made a network', () => {
  it('starts, and makes networks again', async function () {
    if (!isRoot) this.skip();
    const home = await mkdtemp(join(tmpdir(), 'lh-'));
    const env = { LAB_HOME: home, DOCKER_HOST: '' };
    const folder = join(home, 'engine/data/network/files');
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // As a kill in the middle of `lab reset` left it. Docker 20.10 panics of it; where another one does not, all the better.
      const recorded = await readFile(join(ROOT, 'tests/fixtures/half-a-network.kv.gz'));
      await writeFile(join(folder, 'local-kv.db'), gunzipSync(recorded));
      await labFine(['engine', 'start'], { env });
      const engine = await connectEngine(env, placesFrom(env));
      const spec = { name: 'lvs-lab_any_lan', subnet: '198.19.255.240/28', labels: {} };
      expect(await engine.createNetwork(spec)).to.equal(true);
      await engine.removeNetwork(spec.name);
      await labFine(['engine', 'stop'], { env });
      await labFine(['engine', 'start'], { env });
    } finally {
      await lab(['engine', 'stop'], { env });
      await rm(home, { recursive: true, force: true });
    }
  });
});

describe('a place that is closed or full', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lvs-lab-closed-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('an engine whose socket is closed to the user is named, with what to do', async function () {
    const nobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
    const run = (command: string[], env = {}) => execa('setpriv', [...nobody, ...command], { env, reject: false });
    // Where nobody may not even read the program, nobody cannot run it.
    if (!isRoot || !engineHost().startsWith('unix://') || (await run(['test', '-r', MAIN])).exitCode !== 0) {
      this.skip();
    }
    const env = { DOCKER_HOST: engineHost(), LAB_HOME: join(folder, 'nobody') };
    for (const words of [
      ['start', 'exp1'],
      ['status', 'exp1'],
      ['stop', '--all'],
      ['image', 'build'],
    ]) {
      const { exitCode = -1, stdout, stderr } = await run([process.execPath, MAIN, ...words], env);
      const message = /^lab: permission denied on the engine's socket \(to .+\)$/m;
      expectMessage({ exitCode, stdout, stderr }, message, 'Run as root, or join the group "docker"');
    }
  });

  it('a cache folder that cannot be made is named, and nothing is started', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const env = { LAB_HOME: file, DOCKER_HOST: engineHost() };
    const result = await lab(['start', 'exp1', '--as', 'e2e-closed'], { env });
    const message = new RegExp(`^lab: the cache folder ${file}/cache cannot be written: ENOTDIR: `, 'm');
    expectMessage(result, message, 'name another folder: LAB_HOME');
    expect(await leftOf('e2e-closed')).to.deep.equal([]);
  });

  it('an engine whose disk is full is named when it builds images and when it makes nodes', async function () {
    const home = await mkdtemp(join(tmpdir(), 'lf-'));
    const data = join(home, 'engine');
    await mkdir(data);
    const mounted = isRoot && (await execa('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'full', data], { reject: false }));
    const env = { LAB_HOME: home, DOCKER_HOST: '' };
    try {
      if (mounted === false || mounted.exitCode !== 0 || (await lab(['engine', 'start'], { env })).exitCode !== 0) {
        this.skip();
      }
      const engine = await connectEngine(env, placesFrom(env));
      await engine.importImage(Readable.from(await tarOf([{ path: 'etc/os-release', content: '' }])), 'tiny:base');
      // As much as there is, to the last block.
      await execa('dd', ['if=/dev/zero', `of=${join(data, 'filler')}`, 'bs=4k'], { reject: false });
      for (const words of [
        ['image', 'build'],
        ['start', 'exp1'],
      ]) {
        const message = /^lab: no space left on the engine's disk \(to .+\)$/m;
        expectMessage(await lab([...words, '--base', 'tiny:base'], { env }), message, 'Free some space');
      }
      await rm(join(data, 'filler'));
      expect((await engine.containers()).map(({ name }) => name)).to.deep.equal([]);
    } finally {
      await lab(['engine', 'stop'], { env });
      await execa('umount', [data], { reject: false });
      await rm(home, { recursive: true, force: true });
    }
  });
});
