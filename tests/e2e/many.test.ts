import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { leftOf, testEngine } from '../helpers/engine.ts';
import { lab, labFine, ROOT } from '../helpers/lab.ts';

const MAIN = join(ROOT, 'dist/cli/main.js');

interface Named {
  instance: string;
  variant: string | null;
}
interface Document {
  instances: (Named & { points: number; nodes: { name: string }[] })[];
  failed: { instance: string; error: { code: string } }[];
  error?: { code: string };
  passed?: boolean;
}

const many = (verb: string, name: string, count: number, ...words: string[]): string[] => [
  verb,
  'exp1',
  '--as',
  name,
  '--count',
  String(count),
  ...words,
];

describe('many instances by one command', () => {
  const name = 'e2e-many';
  after(() => lab(many('stop', name, 3)));

  it('each in its variant, are solved, checked and stopped together; one that cannot be is told of', async () => {
    const engine = await testEngine();
    const labels = { 'lvs-lab.lab': 'exp1', 'lvs-lab.instance': `${name}-2`, 'lvs-lab.manifest': 'older' };
    await engine.createNetwork({ name: `lvs-lab_${name}-2_lan`, subnet: '198.19.255.224/28', labels });

    const started = await lab(many('start', name, 3, '--solve', '--variant', '{name}', '--json'));
    expect(started.exitCode, started.stderr).to.equal(2);
    const { instances, failed, error } = JSON.parse(started.stdout) as Document;
    expect(instances.map(({ instance, variant }) => [instance, variant])).to.deep.equal([
      [`${name}-1`, `${name}-1`],
      [`${name}-3`, `${name}-3`],
    ]);
    expect(failed.map(({ instance, error: { code } }) => [instance, code])).to.deep.equal([
      [`${name}-2`, 'INSTANCE_CHANGED'],
    ]);
    expect(error?.code).to.equal('INSTANCE_CHANGED');
    expect(started.stderr).to.match(new RegExp(`^lab: ${name}-2: the instance "${name}-2" `, 'm'));

    await labFine(['exec', 'exp1', 'web01', '--as', `${name}-3`, '--', 'ip', 'link', 'set', 'eth0', 'down']);
    const checked = await lab(many('check', name, 3, '--json'));
    expect(checked.exitCode).to.equal(2);
    const report = JSON.parse(checked.stdout) as Document;
    expect(report.passed).to.equal(false);
    expect(report.instances[0]).to.include({ instance: `${name}-1`, points: 100 });
    expect(report.instances[1]?.points).to.be.lessThan(100);
    expect(report.failed.map(({ instance }) => instance)).to.deep.equal([`${name}-2`]);

    const shown = await lab(many('check', name, 1, '--only', 'page-lan'));
    expect(shown.exitCode).to.equal(0);
    expect(shown.stdout).to.equal(`✔  ${name}-1  15/15\n\n1 of 1 instances passed all checks`);

    const stopped = JSON.parse(await labFine(many('stop', name, 3, '--json'))) as { removed: string[] };
    expect(stopped.removed).to.deep.equal([`${name}-1`, `${name}-2`, `${name}-3`]);
    for (const index of [1, 2, 3]) expect(await leftOf(`${name}-${index}`)).to.deep.equal([]);
  });
});

describe('a start of many that is interrupted', () => {
  const name = 'e2e-stopped';
  after(() => lab(many('stop', name, 4)));

  it('keeps those that are whole, leaves nothing of the others, and is finished by the same command', async () => {
    const running = execa(process.execPath, [MAIN, ...many('start', name, 4)], { reject: false });
    running.stderr.on('data', (text: Buffer) => {
      if (text.toString().includes('1/4')) running.kill('SIGINT');
    });
    const { exitCode, stderr } = await running;
    expect(exitCode, stderr).to.equal(130);
    const whole = Number(/^(\d) of 4 run and stay/m.exec(stderr)?.[1]);
    expect(whole).to.be.greaterThan(0).and.lessThan(4);
    const left = await Promise.all([1, 2, 3, 4].map((index) => leftOf(`${name}-${index}`)));
    // Six nodes and two networks, or nothing.
    expect(left.map(({ length }) => length).toSorted((a, b) => a - b)).to.deep.equal(
      [0, 1, 2, 3].map((index) => (index < 4 - whole ? 0 : 8)),
    );
    const { instances } = JSON.parse(await labFine(many('start', name, 4, '--json'))) as Document;
    expect(instances.map(({ nodes }) => nodes.length)).to.deep.equal([6, 6, 6, 6]);
    await labFine(many('stop', name, 4));
    expect((await Promise.all([1, 2, 3, 4].map((index) => leftOf(`${name}-${index}`)))).flat()).to.deep.equal([]);
  });
});
