import { expect } from 'chai';
import { judgeAccess, type Access } from '../../../../src/actions/doctor/access.ts';
import { judgeAddresses } from '../../../../src/actions/doctor/addresses.ts';
import { demandOf } from '../../../../src/actions/doctor/demand.ts';
import { judgeCache, judgeDisk } from '../../../../src/actions/doctor/disk.ts';
import { judgeClock, judgeControlGroups, judgeEngine } from '../../../../src/actions/doctor/engine.ts';
import { parseHostView } from '../../../../src/actions/doctor/host-view.ts';
import { judgeImage, judgeOldImages } from '../../../../src/actions/doctor/images.ts';
import { judgeInstances, judgeLocks } from '../../../../src/actions/doctor/instances.ts';
import { judgeKernel, judgeLimits, judgeMemory } from '../../../../src/actions/doctor/machine.ts';
import { judgeNodes } from '../../../../src/actions/doctor/nodes.ts';
import { manifestHash } from '../../../../src/lab/hash.ts';
import type { EngineInfo, EngineNetwork, ImageInfo } from '../../../../src/orchestrator/engine.ts';
import type { Instance } from '../../../../src/orchestrator/instance.ts';
import { VERSION } from '../../../../src/util/version.ts';
import { LAB } from '../../../helpers/judge.ts';

const GIB = 1024 ** 3;
const NOW = Date.parse('2026-11-22T12:00:00Z');
const INFO: EngineInfo = {
  id: 'x',
  version: '20.10.24',
  apiVersion: '1.41',
  kernelVersion: '6.1.0',
  operatingSystem: 'Debian GNU/Linux 12',
  cpus: 2,
  memoryBytes: 24 * GIB,
  storageDriver: 'overlay2',
  dataRoot: '/var/lib/docker',
  rootless: false,
  limits: { memory: true, pids: true, cpus: true },
  timeMs: NOW,
};
const DEMANDS = [demandOf(LAB, [])];

describe('judgeEngine', () => {
  const host = 'unix:///var/run/docker.sock';
  for (const [apiVersion, level] of [
    ['1.9', 'note'],
    ['1.40', 'note'],
    ['1.41', 'ok'],
    ['1.51', 'ok'],
    ['2.0', 'ok'],
  ] as const) {
    it(`is ${level} with API ${apiVersion}`, () =>
      expect(judgeEngine({ ...INFO, apiVersion }, host).level).to.equal(level));
  }
  it('tells a rootless engine, and one over the network', () => {
    expect(judgeEngine({ ...INFO, rootless: true }, host).message).to.contain(', rootless, on Debian');
    expect(judgeEngine(INFO, 'tcp://10.0.0.1:2375').message).to.contain('the machine that it runs on');
  });
});

describe('judgeControlGroups', () => {
  it('says nothing when all can be limited', () => expect(judgeControlGroups(INFO)).to.deep.equal([]));
  it('names what cannot', () => {
    const [finding] = judgeControlGroups({
      ...INFO,
      rootless: true,
      limits: { memory: false, pids: false, cpus: true },
    });
    expect(finding?.message).to.contain('cannot limit memory, processes:');
    expect(finding?.advice).to.contain('Delegate=');
  });
});

describe('judgeClock', () => {
  for (const [offMs, message] of [
    [0, undefined],
    [4900, undefined],
    [-60_000, "the clock of the engine's machine is 60 s behind ours"],
    [7200_000, "the clock of the engine's machine is 7200 s ahead of ours"],
    [NaN, undefined],
  ] as const) {
    it(`${offMs} ms: ${message ?? 'nothing'}`, () =>
      expect(judgeClock({ ...INFO, timeMs: NOW + offMs }, NOW)[0]?.message).to.equal(message));
  }
});

describe('judgeAccess', () => {
  const access: Access = {
    socket: '/run/docker.sock',
    owner: { user: 'root', group: 'docker', mode: 0o660 },
    me: { user: 'ann', groups: ['ann', 'users'] },
    enrolled: [],
  };
  const cases: { description: string; access: Access; advice: RegExp }[] = [
    { description: 'no member', access, advice: /^`sudo usermod -aG docker ann`/ },
    { description: 'a member since the login', access: { ...access, enrolled: ['docker'] }, advice: /`newgrp docker`/ },
    {
      description: 'a socket of root alone',
      access: { ...access, owner: { user: 'root', group: 'root', mode: 0o660 } },
      advice: /^Run it as root\.$/,
    },
    {
      description: 'a folder that is closed',
      access: { socket: '/x/s', me: access.me, enrolled: [] },
      advice: /as the user that the engine belongs to/,
    },
  ];
  for (const { description, access: seen, advice } of cases)
    it(`advises on ${description}`, () => expect(judgeAccess(seen).advice).to.match(advice));
  it('says whose it is, and who we are', () =>
    expect(judgeAccess(access).message).to.equal(
      'permission denied on /run/docker.sock: it belongs to root and the group docker (mode 660), and you are ann, in the groups ann, users',
    ));
});

describe('parseHostView', () => {
  it('reads what the script prints', () => {
    const text =
      'memory 21000000\ndisk 79555448832\ninodes 16777216 16246314\nthreads 907\nsysctl kernel.pid_max 32768\nsysctl net.bridge.bridge-nf-call-iptables 1\n';
    expect(parseHostView(text)).to.deep.equal({
      memoryFreeBytes: 21_000_000 * 1024,
      diskFreeBytes: 79_555_448_832,
      inodesFree: 16_246_314,
      threads: 907,
      sysctls: { 'kernel.pid_max': 32_768, 'net.bridge.bridge-nf-call-iptables': 1 },
    });
  });
  it('takes a file system without a number of inodes', () =>
    expect(parseHostView('inodes 0 0\n').inodesFree).to.equal(undefined));
  it('takes what is missing for unbounded', () => expect(parseHostView('').diskFreeBytes).to.equal(Infinity));
});

const network = (name: string, subnet: string, labels = {}): EngineNetwork => ({ id: name, name, subnet, labels });

describe('judgeAddresses', () => {
  it('is fine on an engine of one’s own', () => {
    const { level, message } = judgeAddresses([network('bridge', '172.17.0.0/16')], DEMANDS);
    expect({ level, message }).to.deep.equal({
      level: 'ok',
      message: '198.18.0.0/15 has addresses for 4096 instances of any lab',
    });
  });
  it('names who takes much of the pool, and is a problem when all is taken', () => {
    const { level, message, advice } = judgeAddresses(
      [network('a', '198.18.0.0/16'), network('b', '198.19.0.0/16')],
      DEMANDS,
    );
    expect(level).to.equal('problem');
    expect(message).to.contain('for 0 instances').and.to.contain('taken by a (198.18.0.0/16), b (198.19.0.0/16)');
    expect(advice).to.contain('docker network rm a');
  });
  it('takes labs for what may be stopped', () => {
    const mine = { 'lvs-lab.instance': 'x' };
    const found = judgeAddresses([network('a', '198.18.0.0/16', mine), network('b', '198.19.0.0/16', mine)], DEMANDS);
    expect(found.advice).to.contain('lab stop');
  });
});

const memory = (freeGib: number | undefined) =>
  judgeMemory({ totalBytes: 24 * GIB, freeBytes: freeGib === undefined ? undefined : freeGib * GIB, cpus: 2 }, DEMANDS);

describe('judgeMemory', () => {
  it('says how many fit', () =>
    expect(memory(20)).to.deep.equal({
      id: 'memory',
      level: 'ok',
      message: '20.0 GiB of 24.0 GiB free, 2 CPUs: room for 184 instances of any lab',
    }));
  it('goes by all of it where what is free is not known', () =>
    expect(memory(undefined).message).to.match(/^24.0 GiB, /));
  it('is a problem when no lab fits', () => expect(memory(0.55).level).to.equal('problem'));
  it('counts nodes without a kernel of their own for less', () =>
    expect(demandOf(LAB, ['ip_vs', 'ipip', 'xt_ipvs']).memoryBytes).to.be.lessThan(DEMANDS[0]?.memoryBytes ?? 0));
});

describe('judgeLimits', () => {
  const sysctls = {
    'kernel.pid_max': 4_194_304,
    'kernel.threads-max': 190_000,
    'net.ipv4.neigh.default.gc_thresh3': 1024,
  };
  it('names the tightest table', () =>
    expect(judgeLimits({ threads: 900, sysctls }, DEMANDS).message).to.match(
      /^net\.ipv4\.neigh\.default\.gc_thresh3 = 1024 is enough for \d+ instances/,
    ));
  it('is a note when a class does not fit, with what raises it', () => {
    const found = judgeLimits({ threads: 30_000, sysctls: { ...sysctls, 'kernel.pid_max': 32_768 } }, DEMANDS);
    expect(found).to.deep.include({ level: 'note' });
    expect(found.advice).to.contain('sysctl -w kernel.pid_max=262144');
  });
  it('is fine where the kernel shows none', () =>
    expect(judgeLimits({ threads: Infinity, sysctls: {} }, DEMANDS).level).to.equal('ok'));
});

describe('judgeDisk and judgeCache', () => {
  for (const [freeGib, inodesFree, level] of [
    [50, 1_000_000, 'ok'],
    [50, undefined, 'ok'],
    [1, 1_000_000, 'problem'],
    [50, 100, 'problem'],
  ] as const) {
    it(`${freeGib} GiB and ${inodesFree} files are ${level}`, () =>
      expect(judgeDisk({ freeBytes: freeGib * GIB, inodesFree }, '/d').level).to.equal(level));
  }
  it('the cache needs little', () => {
    expect(judgeCache({ freeBytes: GIB, inodesFree: undefined }, '/c')).to.deep.equal([]);
    expect(judgeCache({ freeBytes: 0, inodesFree: undefined }, '/c')[0]?.level).to.equal('problem');
  });
});

const image = (tag: string, createdAt: string): ImageInfo => ({
  id: `sha256:${tag}`,
  tags: [tag],
  sizeBytes: 136e6,
  createdAt,
  labels: {},
});

describe('judgeImage and judgeOldImages', () => {
  it('is a note when there is none, or an old one', () => {
    expect(judgeImage('n:1', undefined, NOW).level).to.equal('note');
    expect(judgeImage('n:1', image('n:1', '2026-11-01T00:00:00Z'), NOW).level).to.equal('ok');
    expect(judgeImage('n:1', image('n:1', '2026-01-01T00:00:00Z'), NOW).message).to.contain('325 days ago');
  });
  it('counts what neither this version nor an instance needs', () => {
    const images = ['n:1', 'n:0', 'n:00'].map((tag) => image(tag, '2026-01-01T00:00:00Z'));
    const [found] = judgeOldImages(images, ['n:1'], ['n:00'], 'docker');
    expect(found?.message).to.equal('1 image of other versions of the labs, up to 130 MiB');
    expect(found?.advice).to.contain('`docker image rm n:0`');
    expect(judgeOldImages(images, ['n:1', 'n:0', 'n:00'], [], 'docker')).to.deep.equal([]);
  });
});

describe('judgeKernel and judgeNodes', () => {
  it('know what was not tried', () => {
    expect(judgeKernel('6.1', undefined).message).to.contain('not tried');
    expect(judgeNodes(undefined).level).to.equal('note');
  });
  it('tell what works and what does not', () => {
    expect(judgeKernel('6.1', ['ip_vs', 'ipip', 'xt_ipvs']).level).to.equal('ok');
    expect(judgeKernel('6.1', ['ip_vs']).message).to.contain('lacks ipip, xt_ipvs');
    expect(judgeNodes({ count: 3, seconds: 1.25 }).message).to.equal('3 nodes booted in 1.3 s');
    const refused = judgeNodes({ count: 3, error: 'the engine could not start the container x: unable to apply caps' });
    expect(refused).to.deep.include({ level: 'problem' });
    expect(refused.advice).to.contain('NET_ADMIN');
  });
});

const instance = (changes: Partial<Instance> = {}): Instance => ({
  name: 'exp1',
  lab: 'exp1',
  manifest: manifestHash(LAB),
  owner: 'ann',
  variant: undefined,
  nodes: LAB.nodes.map(({ name }) => ({ name, container: name, image: 'n:1', kernel: 'host', state: 'running' })),
  containers: [
    { id: '', name: '', labels: { 'lvs-lab.version': VERSION }, state: 'running', image: 'n:1', networks: [] },
  ],
  networks: [],
  ...changes,
});

describe('judgeInstances and judgeLocks', () => {
  const context = { labs: new Map([['exp1', LAB]]), locks: [], tags: ['n:1'] };
  const found = (changes: Partial<Instance>, more = {}) =>
    judgeInstances([instance(changes)], { ...context, ...more })[0];
  const [first, ...others] = instance().nodes;
  const old = {
    id: '',
    name: '',
    labels: { 'lvs-lab.version': '0.0.1' },
    state: 'running' as const,
    image: 'n:1',
    networks: [],
  };

  it('is fine when all is as the lab says', () => expect(found({})?.level).to.equal('ok'));
  const cases: { description: string; changes: Partial<Instance>; message: RegExp; advice: RegExp }[] = [
    {
      description: 'a node that is gone',
      changes: { nodes: others },
      message: /; gone: /,
      advice: /lab start exp1` repairs/,
    },
    {
      description: 'a node that is stopped',
      changes: { nodes: first ? [{ ...first, state: 'exited' }, ...others] : [] },
      message: /not running: /,
      advice: /lab start exp1` repairs/,
    },
    {
      description: 'networks alone',
      changes: { nodes: [] },
      message: /nothing but its networks/,
      advice: /lab stop exp1/,
    },
    {
      description: 'another file',
      changes: { manifest: 'other' },
      message: /another version of labs/,
      advice: /lab reset/,
    },
    {
      description: 'another version',
      changes: { containers: [old] },
      message: /made by version 0\.0\.1/,
      advice: /lab reset/,
    },
    {
      description: 'a lab that is gone',
      changes: { lab: 'exp9' },
      message: /is gone, or/,
      advice: /^`lab stop exp9 --as exp1`/,
    },
    {
      description: 'what a doctor left',
      changes: { lab: 'doctor', name: 'doctor-1' },
      message: /was killed left it/,
      advice: /lab stop doctor --as doctor-1/,
    },
  ];
  for (const { description, changes, message, advice } of cases) {
    it(`notes ${description}`, () => {
      expect(found(changes)?.level).to.equal('note');
      expect(found(changes)?.message).to.match(message);
      expect(found(changes)?.advice).to.match(advice);
    });
  }
  it('has patience with what somebody is at work on', () => {
    const locks = [{ instance: 'exp1', holder: { pid: 7, command: 'start exp1' } }];
    expect(found({ nodes: [] }, { locks })).to.deep.include({ level: 'ok' });
    expect(judgeLocks(locks)).to.deep.equal([]);
  });
  it('notes locks of the dead', () =>
    expect(judgeLocks([{ instance: 'exp1', holder: undefined }])[0]?.message).to.contain('exp1'));
});
