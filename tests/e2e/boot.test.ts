import { expect } from 'chai';
import { join } from 'node:path';
import { LabError } from '../../src/util/errors.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { loadLab } from '../../src/lab/load.ts';
import { apply } from '../../src/orchestrator/apply.ts';
import { imageSources } from '../../src/orchestrator/images.ts';
import { containerName } from '../../src/orchestrator/names.ts';
import type { KernelMode } from '../../src/orchestrator/node-spec.ts';
import { planStart } from '../../src/orchestrator/plan.ts';
import { leftOf, testEngine } from '../helpers/engine.ts';
import { labFine, onNode, ROOT } from '../helpers/lab.ts';

/** Experiment 1 whose own steps are this command on web01. */
async function labThatRuns(run: string): Promise<Lab> {
  const lab = await loadLab(join(ROOT, 'labs/exp1'));
  const [step] = lab.steps;
  if (!step) return expect.fail('no step');
  return { ...lab, steps: [{ ...step, by: 'lab', commands: [{ node: 'web01', run }] }] };
}

async function start(lab: Lab, instance: string, kernel: KernelMode): Promise<void> {
  const engine = await testEngine();
  const { host, own } = await imageSources(join(ROOT, 'images'));
  const kernels = Object.fromEntries(lab.nodes.map(({ name }) => [name, name === 'web01' ? kernel : 'host']));
  const manifest = 'changed-for-a-test';
  await apply({
    engine,
    lab,
    plan: planStart({ lab, instance, manifest, kernels, existing: { networks: [], containers: [] } }),
    labels: { lab: lab.id, instance, manifest, version: '0', owner: 'test' },
    kernels,
    images: { host: host.tag, own: own.tag },
    networks: await engine.networks(),
    onNode: () => {},
    onWarning: () => {},
    signal: new AbortController().signal,
  });
}

describe('a node that does not boot', () => {
  for (const kernel of ['host', 'own'] as const) {
    it(`on ${kernel === 'host' ? "the host's" : 'its own'} kernel: start says why, and leaves nothing`, async () => {
      const name = `e2e-boot-${kernel}`;
      const lab = await labThatRuns('cat /no/such/page >/var/www/html/index.html');
      const error = await start(lab, name, kernel).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(LabError);
      expect(error).to.deep.include({ code: 'NODE_BOOT_FAILED' });
      expect((error as LabError).message).to.match(
        /^node web01 did not boot: setting the node up failed: cat: \/no\/such\/page: No such file or directory\s*$/,
      );
      expect(await leftOf(name)).to.deep.equal([]);
    });
  }

  it('whose container ends: start shows the last that it printed', async () => {
    const lab = await labThatRuns('echo out of order >/proc/1/fd/1; kill -TERM 1; sleep 10');
    const error = await start(lab, 'e2e-boot-end', 'host').catch((thrown: unknown) => thrown);
    expect((error as LabError).message).to.equal('node web01 did not boot: out of order');
    expect(await leftOf('e2e-boot-end')).to.deep.equal([]);
  });
});

describe('a node that has booted', () => {
  const name = 'e2e-booted';
  before(() => labFine(['start', 'exp1', '--as', name]));
  after(() => labFine(['stop', 'exp1', '--as', name]));

  for (const [node, kernel] of [
    ['web01', "the host's"],
    ['lvs01', 'its own'],
  ] as const) {
    it(`on ${kernel} kernel does not show how it was set up, and is set up again at its next boot`, async () => {
      const seen = 'ls /etc/lab; sysctl -n net.ipv4.ip_forward; pgrep -c -x nginx || :';
      const first = await onNode('exp1', name, node, seen);
      expect(first.split('\n').slice(0, 3)).to.deep.equal(['booted', 'hosts', 'node.conf']);
      const engine = await testEngine();
      await engine.killContainer(containerName(name, node));
      await labFine(['start', 'exp1', '--as', name]);
      expect(await onNode('exp1', name, node, seen)).to.equal(first);
    });
  }

  it('on a kernel of its own stays on one CPU, with all that runs in it', async () => {
    const engine = await testEngine();
    const { stdout } = await engine.exec(containerName(name, 'lvs01'), [
      '/bin/sh',
      '-c',
      "for pid in $(pgrep -f '^linux.uml'); do sed -n 's/^Cpus_allowed_list:\t//p' /proc/$pid/status; done",
    ]);
    const allowed = stdout.trim().split('\n');
    expect(allowed.length).to.be.greaterThan(2);
    expect([...new Set(allowed)].join(' ')).to.match(/^\d+$/);
  });
});
