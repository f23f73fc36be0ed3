/**
 * The labs on the kernel of a stock Debian, as most users have it: a virtual machine in software emulation, its engine, the
 * image as it was built here. What the checks come to there is compared with nodes that have kernels of their own.
 */
import { expect } from 'chai';
import { join } from 'node:path';
import { engineAddress } from '../../src/orchestrator/connect.ts';
import { imageSources } from '../../src/orchestrator/images.ts';
import { placesFrom } from '../../src/orchestrator/places.ts';
import { lab, ROOT, type CheckReport } from '../helpers/lab.ts';
import { carryImage } from './carry-image.ts';
import { bootMachine, type Machine } from './machine.ts';
import { ensureRoot, ensureTools } from './root.ts';

const MINUTE_MS = 60_000;
/** An emulated machine is about ten times as slow. */
const LAB_PATIENCE = '10';

/** The labs that need most of a kernel, each with faults whose verdicts are compared too. */
const FAULTS: Record<string, string[]> = {
  exp1: ['no-arp-suppression', 'firewall-on-director', 'no-snat'],
  exp2: ['backup-without-rules', 'firewall-on-master'],
  'mode-tun': ['vip-on-lo', 'strict-rp-filter-web01', 'router-drops-tunnels'],
};

/** Whose kernel the nodes run on, and where: DOCKER_HOST of the engine. */
interface Side {
  kernel: 'host' | 'own';
  dockerHost: string;
}

type Outcomes = Record<string, boolean | null>;

const instanceOf = ({ kernel }: Side, id: string): string => `hk-${kernel}-${id}`;

/** Minutes without a word would look like a hang. */
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs it and expects one of the exit codes; tells how long it took. */
async function run(side: Pick<Side, 'dockerHost'>, words: string[], codes = [0]): Promise<string> {
  const begun = performance.now();
  const env = { DOCKER_HOST: side.dockerHost, LAB_PATIENCE };
  const { exitCode, stdout, stderr } = await lab(words, { env, timeoutMs: 15 * MINUTE_MS });
  tell(`      ${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  lab ${words.join(' ')}`);
  if (!codes.includes(exitCode)) throw new Error(`lab ${words.join(' ')} exited ${exitCode}\n${stdout}\n${stderr}`);
  return stdout;
}

async function check(side: Side, id: string): Promise<CheckReport> {
  const words = ['check', id, '--as', instanceOf(side, id), '--json'];
  return JSON.parse(await run(side, words, [0, 1])) as CheckReport;
}

/** What the checks come to before anything is done, when all is solved, and with each fault. */
async function trials(side: Side, id: string): Promise<Record<string, Outcomes>> {
  const as = ['--as', instanceOf(side, id)];
  const seen: Record<string, Outcomes> = {};
  const look = async (trial: string): Promise<void> => {
    const { checks } = await check(side, id);
    for (const one of checks)
      if (one.passed !== true) tell(`        ${side.kernel} ${trial} ${one.id}: ${one.passed} ${one.reason ?? ''}`);
    seen[trial] = Object.fromEntries(checks.map((one) => [one.id, one.passed]));
  };
  try {
    await run(side, ['start', id, ...as, '--kernel', side.kernel]);
    await look('blank');
    await run(side, ['solve', id, ...as]);
    await look('solved');
    for (const fault of FAULTS[id] ?? []) {
      await run(side, ['break', id, fault, ...as]);
      await look(fault);
      await run(side, ['repair', id, fault, ...as]);
    }
  } finally {
    await run(side, ['stop', id, ...as]);
  }
  return seen;
}

describe('the kernel of a stock Debian', function () {
  this.timeout(20 * MINUTE_MS);
  const here = engineAddress(process.env, placesFrom(process.env))?.host ?? '';
  let machine: Machine;

  before(async () => {
    await ensureTools();
    const root = await ensureRoot();
    machine = await bootMachine(root);
    const { host } = await imageSources(join(ROOT, 'images'));
    await carryImage(host.tag, here, machine.dockerHost);
  });
  after(async () => machine?.stop());

  it('is found by the doctor and chosen by lab start, with no module loaded by hand', async () => {
    const { findings } = JSON.parse(await run(machine, ['doctor', '--json'])) as {
      findings: { id: string; level: string; message: string }[];
    };
    const kernel = findings.find(({ id }) => id === 'kernel');
    tell(`      ${kernel?.message}`);
    expect(kernel?.level).to.equal('ok');
    const started = JSON.parse(await run(machine, ['start', 'exp1', '--solve', '--json'])) as {
      nodes: { kernel: string }[];
    };
    expect(started.nodes.map((node) => node.kernel)).to.deep.equal(Array.from({ length: 6 }, () => 'host'));
    await run(machine, ['check', 'exp1']);
    await run(machine, ['stop', 'exp1']);
    const { instances } = JSON.parse(await run(machine, ['list', '--json'])) as { instances: unknown[] };
    expect(instances).to.deep.equal([]);
  });

  for (const id of Object.keys(FAULTS)) {
    it(`${id}: solved with all points, and the same verdicts as on kernels of its own`, async () => {
      const [host, own] = await Promise.all([
        trials({ kernel: 'host', dockerHost: machine.dockerHost }, id),
        trials({ kernel: 'own', dockerHost: here }, id),
      ]);
      expect(Object.values(host['solved'] ?? {}).every((passed) => passed === true)).to.equal(true);
      expect(host).to.deep.equal(own);
    });
  }
});
