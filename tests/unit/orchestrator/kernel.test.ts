import { expect } from 'chai';
import { LabError } from '../../../src/util/errors.ts';
import type { KernelFeature } from '../../../src/lab/features.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import {
  chooseKernels,
  needsProbe,
  parseProbe,
  reach,
  SCHEDULERS,
  type KernelChoice,
} from '../../../src/orchestrator/kernel.ts';
import { LAB } from '../../helpers/judge.ts';

const schedulers = (names = SCHEDULERS): string => names.map((name) => `scheduler ${name}\n`).join('');

describe('parseProbe', () => {
  const cases: { description: string; output: string; expected: KernelFeature[] }[] = [
    { description: 'nothing', output: '', expected: [] },
    { description: 'all', output: `${schedulers()}ipip\nxt_ipvs\n`, expected: ['ip_vs', 'ipip', 'xt_ipvs'] },
    {
      description: 'all, in another order',
      output: `xt_ipvs\nipip\n${schedulers()}`,
      expected: ['ip_vs', 'ipip', 'xt_ipvs'],
    },
    { description: 'ip_vs alone', output: schedulers(), expected: ['ip_vs'] },
    {
      description: 'ip_vs without one scheduler',
      output: `${schedulers(SCHEDULERS.slice(1))}ipip\n`,
      expected: ['ipip'],
    },
    { description: 'lines that only begin alike', output: 'ipip6\nxt_ipvs2\nno ipip\n', expected: [] },
    { description: 'line ends of a terminal', output: 'ipip\r\n', expected: ['ipip'] },
  ];
  for (const { description, output, expected } of cases) {
    it(`finds ${description}`, () => expect(parseProbe(output)).to.deep.equal(expected));
  }
});

/** Experiment 1 with other needs of its director. */
const needing = (...kernel: KernelFeature[]): Lab => ({
  ...LAB,
  nodes: LAB.nodes.map((node) => (node.name === 'lvs01' ? { ...node, kernel } : node)),
});

const chooseHost = () => chooseKernels(needing('ip_vs', 'ipip', 'xt_ipvs'), 'host', ['ipip']);

describe('chooseKernels', () => {
  const cases: { choice: KernelChoice; needs: KernelFeature[]; host: KernelFeature[]; lvs01: string; web01: string }[] =
    [
      { choice: 'auto', needs: ['ip_vs'], host: ['ip_vs', 'ipip', 'xt_ipvs'], lvs01: 'host', web01: 'host' },
      { choice: 'auto', needs: ['ip_vs'], host: ['ip_vs'], lvs01: 'host', web01: 'host' },
      { choice: 'auto', needs: ['ip_vs'], host: [], lvs01: 'own', web01: 'host' },
      { choice: 'auto', needs: ['ip_vs', 'ipip'], host: ['ip_vs'], lvs01: 'own', web01: 'host' },
      { choice: 'auto', needs: [], host: [], lvs01: 'host', web01: 'host' },
      { choice: 'host', needs: ['ip_vs'], host: ['ip_vs'], lvs01: 'host', web01: 'host' },
      { choice: 'host', needs: [], host: [], lvs01: 'host', web01: 'host' },
      { choice: 'own', needs: ['ip_vs'], host: ['ip_vs'], lvs01: 'own', web01: 'own' },
      { choice: 'own', needs: [], host: [], lvs01: 'own', web01: 'own' },
    ];
  for (const { choice, needs, host, lvs01, web01 } of cases) {
    it(`"${choice}" where the host has [${host.join(' ')}] and lvs01 needs [${needs.join(' ')}]: ${lvs01}`, () => {
      const kernels = chooseKernels(needing(...needs), choice, host);
      expect(kernels).to.include({ lvs01, web01 });
      expect(Object.keys(kernels)).to.deep.equal(LAB.nodes.map(({ name }) => name));
    });
  }

  it('refuses "host" where the host lacks something, and names the node and all that is missing', () => {
    expect(chooseHost)
      .to.throw(LabError, 'node lvs01 needs ip_vs, xt_ipvs, which the kernel of this machine lacks')
      .with.property('code', 'KERNEL_LACKS');
    expect(chooseHost).to.throw(LabError).with.property('hint').that.contains('`lab doctor`');
  });
});

describe('needsProbe', () => {
  const cases: { description: string; lab: Lab; choice: KernelChoice; expected: boolean }[] = [
    { description: '"auto" and a node that needs something', lab: LAB, choice: 'auto', expected: true },
    { description: '"host" and a node that needs something', lab: LAB, choice: 'host', expected: true },
    { description: '"own"', lab: LAB, choice: 'own', expected: false },
    { description: '"auto" and nodes that need nothing', lab: needing(), choice: 'auto', expected: false },
  ];
  for (const { description, lab, choice, expected } of cases) {
    it(`is ${expected} with ${description}`, () => expect(needsProbe(lab, choice)).to.equal(expected));
  }
});

describe('reach', () => {
  const command = ['ip', 'address'];
  it("leaves a command for the host's kernel as it is", () => {
    expect(reach('host', command)).to.deep.equal(command);
    expect(reach('host', command, { tty: true })).to.deep.equal(command);
  });

  it("enters the node's own kernel, with a terminal where there is one", () => {
    expect(reach('own', command)).to.deep.equal(['/usr/lib/lab/enter', 'ip', 'address']);
    expect(reach('own', command, { tty: true })).to.deep.equal(['/usr/lib/lab/enter', '-t', 'ip', 'address']);
  });

  it('says so when it observes, which only a kernel of its own has to know', () => {
    expect(reach('host', command, { observes: true })).to.deep.equal(command);
    expect(reach('own', command, { observes: true })).to.deep.equal(['/usr/lib/lab/enter', '-o', 'ip', 'address']);
  });
});
