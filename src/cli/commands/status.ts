import { judgeFromSnapshot } from '../../checks/run.ts';
import type { Lab, Step } from '../../lab/lab.ts';
import { takeSnapshot } from '../../observe/take-snapshot.ts';
import { nodeSeen, type Snapshot } from '../../observe/snapshot.ts';
import { cutOffNodes, startCommand, type NodeHandle } from '../../orchestrator/instance.ts';
import { table } from '../../report/wrap.ts';
import { EXIT, languageOf, print, printJson, type Io } from '../io.ts';
import { type InstanceOptions } from '../arguments.ts';
import { openRunning } from '../session.ts';
import { list } from './list.ts';

/** Directors that have a virtual address of the lab: two of them with the same one is a split brain. */
function vipOwners(lab: Lab, snapshot: Snapshot): Record<string, string[]> {
  const directors = lab.nodes.filter(({ name, role }) => role === 'director' && name in snapshot);
  const rows = Object.values(lab.vars).map((vip): [string, string[]] => [
    vip,
    directors
      .filter(({ name }) => nodeSeen(snapshot, name).addresses.some(({ address }) => address === vip))
      .map(({ name }) => name),
  ]);
  return Object.fromEntries(rows);
}

/** What static checks say of a step; undefined when none of its checks can be judged without traffic. */
function isDone(lab: Lab, snapshot: Snapshot, step: Step): boolean | undefined {
  const findings = lab.checks
    .filter(({ id }) => step.checks.includes(id))
    .flatMap((check) => judgeFromSnapshot(lab, snapshot, check) ?? []);
  return findings.length === 0 ? undefined : findings.every(({ passed }) => passed);
}

const kernelOf = ({ kernel }: NodeHandle): string => (kernel === 'own' ? 'own' : 'host');

const mark = (done: boolean | undefined): string => (done === undefined ? '·' : done ? '✔' : '✘');

export async function status(io: Io, labId: string | undefined, options: InstanceOptions): Promise<number> {
  if (labId === undefined) return list(io, options);
  const { lab, engine, instance } = await openRunning(io, labId, options);
  const cutOff = cutOffNodes(lab, instance);
  const isUp =
    cutOff.length === 0 &&
    instance.nodes.length === lab.nodes.length &&
    instance.nodes.every(({ state }) => state === 'running');
  const snapshot = await takeSnapshot(
    engine,
    instance.nodes.filter(({ state }) => state === 'running'),
    io.signal,
  );
  const owners = vipOwners(lab, snapshot);
  const steps = lab.steps
    .filter(({ by }) => by === 'student')
    .map((step) => ({ id: step.id, title: step.title, done: isUp ? isDone(lab, snapshot, step) : undefined }));
  const language = languageOf(io, options);
  if (options.json) {
    const nodes = instance.nodes.map((node) => ({
      name: node.name,
      state: node.state,
      connected: !cutOff.includes(node.name),
      kernel: node.kernel,
    }));
    const said = steps.map(({ id, title, done }) => ({ id, title: title[language], done: done ?? null }));
    printJson(io, {
      lab: lab.id,
      instance: instance.name,
      variant: lab.variant ?? null,
      nodes,
      vip: owners,
      steps: said,
    });
    return EXIT.fine;
  }
  const rows = lab.nodes.map((node) => {
    const handle = instance.nodes.find((one) => one.name === node.name);
    const addresses = node.interfaces.map((one) => `${one.name} ${one.address}`).join(', ');
    const state = `${handle?.state ?? 'missing'}${cutOff.includes(node.name) ? ', cut off' : ''}`;
    return [node.name, node.role, addresses, state, handle ? kernelOf(handle) : '-'];
  });
  print(io, table([['NODE', 'ROLE', 'ADDRESSES', 'STATE', 'KERNEL'], ...rows]));
  for (const [vip, nodes] of Object.entries(owners)) print(io, `\n${vip} is on: ${nodes.join(', ') || 'no director'}`);
  print(io, `\n${table(steps.map(({ id, title, done }) => [mark(done), id, title[language]]))}`);
  if (!isUp)
    print(
      io,
      `\nNot every node is running and on its networks: \`${startCommand(lab.id, instance.name)}\` brings them back.`,
    );
  return EXIT.fine;
}
