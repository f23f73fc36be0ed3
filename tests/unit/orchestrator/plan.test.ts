import { expect } from 'chai';
import { LabError } from '../../../src/util/errors.ts';
import type { ContainerState } from '../../../src/orchestrator/engine.ts';
import { containerName, instanceLabels, LABEL, networkName } from '../../../src/orchestrator/names.ts';
import type { KernelMode } from '../../../src/orchestrator/node-spec.ts';
import { isEmpty, planStart, type Existing, type Plan } from '../../../src/orchestrator/plan.ts';
import { LAB } from '../../helpers/judge.ts';

const INSTANCE = 'mine';
const MANIFEST = '0123456789ab';
const NODES = LAB.nodes.map(({ name }) => name);
const KERNELS: Record<string, KernelMode> = Object.fromEntries(
  NODES.map((name) => [name, name === 'lvs01' ? 'own' : 'host']),
);

const labels = instanceLabels({
  lab: 'exp1',
  instance: INSTANCE,
  manifest: MANIFEST,
  version: '0.1.0',
  owner: 'kim',
});

/** Ids of the networks that a node is on. */
const networksOf = (node: string): string[] =>
  LAB.nodes.flatMap(({ name, interfaces }) => (name === node ? interfaces.map(({ network }) => network) : []));

/** An instance of experiment 1 that runs as it should, but for these states; undefined: not there. */
function existing(states: Record<string, ContainerState | undefined> = {}): Existing {
  return {
    networks: LAB.networks.map(({ name }) => ({
      id: name,
      name: networkName(INSTANCE, name),
      labels: { ...labels, [LABEL.network]: name },
      subnet: '198.18.0.0/28',
    })),
    containers: NODES.flatMap((name) => {
      const state = name in states ? states[name] : 'running';
      const own = { [LABEL.node]: name, [LABEL.kernel]: KERNELS[name] ?? '' };
      return state === undefined
        ? []
        : [
            {
              id: name,
              name: containerName(INSTANCE, name),
              labels: { ...labels, ...own },
              state,
              image: 'x',
              networks: networksOf(name),
            },
          ];
    }),
  };
}

const plan = (there: Existing, kernels = KERNELS): Plan =>
  planStart({ lab: LAB, instance: INSTANCE, manifest: MANIFEST, kernels, existing: there });

const named = ({ remove, createNetworks, createNodes, reboot, resume, keep }: Plan) => ({
  remove,
  createNetworks: createNetworks.map(({ name }) => name),
  createNodes: createNodes.map(({ name }) => name),
  reboot: reboot.map(({ name }) => name),
  resume: resume.map(({ name }) => name),
  keep: keep.map(({ name }) => name),
});

const byNode = (a: string, b: string): number =>
  NODES.findIndex((name) => a.endsWith(name)) - NODES.findIndex((name) => b.endsWith(name));

const others = (...names: string[]): string[] => NODES.filter((name) => !names.includes(name));

function refusal(there: Existing, kernels = KERNELS): Pick<LabError, 'code' | 'message' | 'hint'> {
  try {
    plan(there, kernels);
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  return expect.fail('nothing was thrown');
}

const relabelled = (label: string, value: string): Existing => {
  const there = existing();
  return {
    ...there,
    networks: there.networks.map((network) => ({ ...network, labels: { ...network.labels, [label]: value } })),
  };
};

describe('planStart', () => {
  it('makes everything where nothing is', () => {
    const made = plan({ networks: [], containers: [] });
    expect(named(made)).to.deep.equal({
      remove: [],
      createNetworks: ['lan', 'wan'],
      createNodes: NODES,
      reboot: [],
      resume: [],
      keep: [],
    });
    expect(isEmpty(made)).to.equal(false);
  });

  it('does nothing where all is running', () => {
    const made = plan(existing());
    expect(named(made)).to.deep.equal({
      remove: [],
      createNetworks: [],
      createNodes: [],
      reboot: [],
      resume: [],
      keep: NODES,
    });
    expect(isEmpty(made)).to.equal(true);
  });

  it('makes the network that is not there, and with it the nodes that were on it', () => {
    const there = existing({ web02: undefined });
    const made = plan({ ...there, networks: there.networks.filter(({ id }) => id !== 'wan') });
    expect(named(made)).to.deep.equal({
      remove: ['lvs-lab_mine_wanclient', 'lvs-lab_mine_gateway'].toSorted(byNode),
      createNetworks: ['wan'],
      createNodes: NODES.filter((name) => ['wanclient', 'gateway', 'web02'].includes(name)),
      reboot: [],
      resume: [],
      keep: others('wanclient', 'gateway', 'web02'),
    });
    expect(isEmpty(made)).to.equal(false);
  });

  for (const state of ['running', 'paused', 'exited'] as const) {
    it(`makes a node anew that is ${state} and was taken off one of its networks`, () => {
      const there = existing({ gateway: state });
      const containers = there.containers.map((one) => (one.id === 'gateway' ? { ...one, networks: ['lan'] } : one));
      const made = plan({ ...there, containers });
      expect(named(made)).to.deep.include({
        remove: ['lvs-lab_mine_gateway'],
        createNodes: ['gateway'],
        keep: others('gateway'),
      });
    });
  }

  it('lets a node go on that is paused, with all that is in its memory', () => {
    const made = plan(existing({ web01: 'paused' }));
    expect(named(made)).to.deep.include({ remove: [], createNodes: [], resume: ['web01'], keep: others('web01') });
    expect(isEmpty(made)).to.equal(false);
  });

  it('starts a node that stopped again, with its files', () => {
    const made = plan(existing({ web01: 'exited' }));
    expect(named(made)).to.deep.include({ remove: [], createNodes: [], reboot: ['web01'], keep: others('web01') });
    expect(isEmpty(made)).to.equal(false);
  });

  for (const state of ['created', 'dead', 'restarting', 'removing'] as const) {
    it(`removes a node that is ${state}, and makes it anew`, () => {
      const made = plan(existing({ web01: state }));
      expect(named(made)).to.deep.include({
        remove: ['lvs-lab_mine_web01'],
        createNodes: ['web01'],
        reboot: [],
        keep: others('web01'),
      });
      expect(isEmpty(made)).to.equal(false);
    });
  }

  it('has a different answer for each node', () => {
    const made = plan(existing({ lvs01: 'exited', web01: 'dead', web02: undefined }));
    expect(named(made)).to.deep.include({
      remove: ['lvs-lab_mine_web01'],
      createNodes: ['web01', 'web02'],
      reboot: ['lvs01'],
      keep: others('lvs01', 'web01', 'web02'),
    });
  });

  it('refuses an instance of another version of the lab', () => {
    const { code, message, hint } = refusal(relabelled(LABEL.manifest, 'ba9876543210'));
    expect(code).to.equal('INSTANCE_CHANGED');
    expect(message).to.equal('the instance "mine" was started from another version of labs/exp1/lab.yaml');
    expect(hint).to.equal('`lab reset exp1 --as mine` builds it anew; what was done in its nodes is lost.');
  });

  it('refuses an instance of another variant', () => {
    const { code, message, hint } = refusal(relabelled(LABEL.variant, 'alice'));
    expect(code).to.equal('INSTANCE_CHANGED');
    expect(message).to.equal('the instance "mine" is the variant "alice" of exp1, expected no variant of exp1');
    expect(hint).to.equal(
      'Choose another name with --as, or build it anew with `lab reset` and --variant: what was done in its nodes is lost.',
    );
  });

  it('refuses an instance of another lab', () => {
    const { code, message, hint } = refusal(relabelled(LABEL.lab, 'exp2'));
    expect(code).to.equal('INSTANCE_CHANGED');
    expect(message).to.equal('the instance "mine" is one of the lab exp2, expected exp1');
    expect(hint).to.equal('Choose another name with --as, or remove it: `lab stop exp2 --as mine`.');
  });

  it('refuses an instance of another lab also when only its nodes are left', () => {
    const there = existing();
    const containers = there.containers.map((one) => ({ ...one, labels: { ...one.labels, [LABEL.lab]: 'exp2' } }));
    expect(refusal({ networks: [], containers })).to.include({ code: 'INSTANCE_CHANGED' });
  });

  const kernels = [
    {
      asked: 'host' as const,
      reason: 'lvs01 of "mine" runs on a kernel of its own, not as --kernel asks',
      hint: 'Leave --kernel out, or `lab reset exp1 --as mine --kernel host`.',
    },
    {
      asked: 'own' as const,
      reason: 'web01 of "mine" runs on the host\'s kernel, not as --kernel asks',
      hint: 'Leave --kernel out, or `lab reset exp1 --as mine --kernel own`.',
    },
  ];
  for (const { asked, reason, hint } of kernels) {
    it(`refuses an instance whose nodes do not have the kernel "${asked}" that is asked for`, () => {
      const wanted = Object.fromEntries(NODES.map((name) => [name, asked]));
      const { code, message, hint: said } = refusal(existing(), wanted);
      expect({ code, message, said }).to.deep.equal({ code: 'INSTANCE_CHANGED', message: reason, said: hint });
    });
  }
});
