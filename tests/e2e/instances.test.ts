import { expect } from 'chai';
import { checkReport, lab, labFine, onNode, outcomes } from '../helpers/lab.ts';
import { leftOf } from '../helpers/engine.ts';

describe('two instances with the same addresses at once', () => {
  const names = ['e2e-left', 'e2e-right'];
  before(async () => {
    await Promise.all(names.map((name) => labFine(['start', 'exp1', '--as', name, '--solve'])));
  });
  after(async () => {
    await Promise.all(names.map((name) => lab(['stop', 'exp1', '--as', name])));
  });

  it('are green together', async () => {
    for (const report of await Promise.all(names.map((name) => checkReport('exp1', name)))) {
      expect(outcomes(report).failed).to.deep.equal([]);
      expect(report.points).to.equal(100);
    }
  });

  it('do not share a change', async () => {
    await onNode('exp1', 'e2e-left', 'web01', 'ifconfig lo:0 down');
    const [left, right] = await Promise.all(names.map((name) => checkReport('exp1', name, ['vip-web01'])));
    expect([left?.passed, right?.passed]).to.deep.equal([false, true]);
    await onNode('exp1', 'e2e-left', 'web01', 'ifconfig lo:0 192.168.0.240/32 up');
  });

  it('one stays green while the other is stopped, of which nothing is left', async () => {
    await labFine(['stop', 'exp1', '--as', 'e2e-left']);
    expect(await leftOf('e2e-left')).to.deep.equal([]);
    expect((await checkReport('exp1', 'e2e-right')).points).to.equal(100);
  });
});

describe('an instance whose nodes all have a kernel of their own', () => {
  before(async () => {
    await labFine(['start', 'exp1', '--as', 'e2e-own', '--kernel', 'own']);
  });
  after(async () => {
    await labFine(['stop', 'exp1', '--as', 'e2e-own']);
  });

  it('loads ip_vs with the first ipvsadm of the student, and not before: looking at it does not', async () => {
    await labFine(['status', 'exp1', '--as', 'e2e-own']);
    await checkReport('exp1', 'e2e-own', ['service', 'timeouts']);
    expect(await onNode('exp1', 'e2e-own', 'lvs01', 'lsmod | grep ip_vs || true')).to.equal('');
    expect(await onNode('exp1', 'e2e-own', 'lvs01', 'ipvsadm >/dev/null; lsmod | grep ip_vs')).to.match(/^ip_vs /m);
  });

  it('gives full marks, as one on the host does', async () => {
    await labFine(['solve', 'exp1', '--as', 'e2e-own']);
    const report = await checkReport('exp1', 'e2e-own');
    expect(outcomes(report).failed).to.deep.equal([]);
    expect(report.points).to.equal(100);
  });

  it('passes on what a command prints, reads and exits with', async () => {
    const { exitCode, stdout, stderr } = await lab(
      [
        'exec',
        'exp1',
        'web01',
        '--as',
        'e2e-own',
        '--',
        'sh',
        '-c',
        'cat; echo "it\'s $1" "a  b" >&2; exit 7',
        'sh',
        '$x "y"',
      ],
      { input: 'line one\nline two\n' },
    );
    expect({ exitCode, stdout, stderr }).to.deep.equal({
      exitCode: 7,
      stdout: 'line one\nline two',
      stderr: 'it\'s $x "y" a  b',
    });
  });
});

describe('start', () => {
  const name = 'e2e-again';
  after(async () => {
    await lab(['stop', 'exp1', '--as', name]);
  });

  it('keeps what is there, and brings back what is not', async () => {
    await labFine(['start', 'exp1', '--as', name, '--to', 'vip']);
    await labFine(['start', 'exp1', '--as', name]);
    expect((await checkReport('exp1', name, ['vip-director'])).passed).to.equal(true);
    const { testEngine } = await import('../helpers/engine.ts');
    await (await testEngine()).removeContainer(`lvs-lab_${name}_web01`);
    const status = JSON.parse(await labFine(['status', 'exp1', '--as', name, '--json'])) as {
      nodes: { name: string }[];
    };
    expect(status.nodes.map((node) => node.name)).to.not.include('web01');
    const refused = await lab(['check', 'exp1', '--as', name]);
    expect(refused.exitCode).to.equal(2);
    expect(refused.stderr).to.contain('not running: web01');
    await labFine(['start', 'exp1', '--as', name]);
    expect((await checkReport('exp1', name, ['vip-director'])).passed).to.equal(true);
    expect(await onNode('exp1', name, 'lanclient', 'curl -s --max-time 2 192.168.0.223')).to.equal('192.168.0.223 bbs');
  });

  it('reset brings back the start', async () => {
    await labFine(['reset', 'exp1', '--as', name]);
    expect((await checkReport('exp1', name)).points).to.equal(0);
  });

  it('takes --kernel host where the kernel has ip_vs, and elsewhere says what is missing', async () => {
    const doctor = JSON.parse((await lab(['doctor', '--json'])).stdout) as {
      findings: { id: string; message: string }[];
    };
    const kernel = doctor.findings.find(({ id }) => id === 'kernel')?.message ?? '';
    expect(kernel).to.match(/^kernel \S+ (has|lacks) /);
    const { exitCode, stderr } = await lab(['start', 'exp1', '--as', 'e2e-host', '--kernel', 'host']);
    if (/ lacks .*ip_vs/.test(kernel)) {
      expect(exitCode).to.equal(2);
      expect(stderr).to.contain('node lvs01 needs ip_vs, which the kernel of this machine lacks');
      // What the new instance needs is found out before the old one goes.
      expect((await lab(['reset', 'exp1', '--as', name, '--kernel', 'host'])).exitCode).to.equal(2);
      expect(await onNode('exp1', name, 'web01', 'hostname')).to.contain('web01');
    } else {
      expect(exitCode, stderr).to.equal(0);
      await labFine(['stop', 'exp1', '--as', 'e2e-host']);
    }
    expect(await leftOf('e2e-host')).to.deep.equal([]);
  });
});
