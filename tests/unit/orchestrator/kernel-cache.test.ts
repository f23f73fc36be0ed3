import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine, EngineInfo } from '../../../src/orchestrator/engine.ts';
import { hostKernelFeatures } from '../../../src/orchestrator/kernel-cache.ts';

const INFO = { id: 'an engine', kernelVersion: '6.12.0' } as EngineInfo;

describe('hostKernelFeatures', () => {
  let cacheDir: string;
  let probes: number;
  const engine = {
    createContainer: async () => {},
    startContainer: async () => {},
    exec: async () => {
      probes += 1;
      return { exitCode: 0, stdout: 'ipip\nxt_ipvs\n', stderr: '' };
    },
    removeContainer: async () => {},
  } as unknown as Engine;
  const features = (options: { fresh?: boolean; image?: string } = {}) =>
    hostKernelFeatures({ engine, info: INFO, image: 'node:1', cacheDir, ...options });

  beforeEach(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), 'lvs-lab-kernels-'));
    probes = 0;
  });
  afterEach(() => rm(cacheDir, { recursive: true }));

  it('asks the kernel once, and remembers', async () => {
    expect(await features()).to.deep.equal(['ipip', 'xt_ipvs']);
    expect(await features()).to.deep.equal(['ipip', 'xt_ipvs']);
    expect(probes).to.equal(1);
  });

  it('asks again when it is told to, and for another image', async () => {
    await features();
    await features({ fresh: true });
    await features({ image: 'node:2' });
    expect(probes).to.equal(3);
  });

  it('asks again after a reboot, which unloads modules, and forgets what was before', async () => {
    await features();
    const file = join(cacheDir, 'kernels.json');
    const [key = ''] = Object.keys(JSON.parse(await readFile(file, 'utf8')) as object);
    const before = key.replace(/^\S+/, 'another-boot');
    await writeFile(file, JSON.stringify({ [before]: ['ip_vs', 'ipip', 'xt_ipvs'] }));
    expect(await features()).to.deep.equal(['ipip', 'xt_ipvs']);
    expect(Object.keys(JSON.parse(await readFile(file, 'utf8')) as object)).to.deep.equal([key]);
  });

  it('takes a cache that cannot be read for an empty one', async () => {
    await writeFile(join(cacheDir, 'kernels.json'), '{');
    expect(await features()).to.deep.equal(['ipip', 'xt_ipvs']);
  });
});
