import type { LabPlace } from '../../lab/place.ts';
import { readLastCheck } from '../../actions/last-check.ts';
import { passedNow, stepsSeen } from '../../checks/step-state.ts';
import type { Lab } from '../../lab/lab.ts';
import { takeSnapshot } from '../../probes/take-snapshot.ts';
import { nodeSeen, type Snapshot } from '../../probes/snapshot.ts';
import {
  commandWords,
  cutOffNodes,
  startCommand,
  type Instance,
  type NodeHandle,
} from '../../orchestrator/instance.ts';
import { stepLegend, stepTable } from '../../report/steps.ts';
import { plainStep } from '../../report/json.ts';
import { table } from '../../util/wrap.ts';
import { EXIT, languageOf, print, printJson, type Io } from '../io.ts';
import type { InstanceOptions } from '../arguments.ts';
import { openRunning } from '../session.ts';
import { list } from './list.ts';

/** The directors that have each virtual address of the lab. Two with the same address are a split brain. */
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

export const isUp = (lab: Lab, instance: Instance): boolean =>
  cutOffNodes(lab, instance).length === 0 &&
  instance.nodes.length === lab.nodes.length &&
  instance.nodes.every(({ state }) => state === 'running');

const kernelOf = ({ kernel }: NodeHandle): string => (kernel === 'own' ? 'own' : 'host');

export async function status(io: Io, place: LabPlace | undefined, options: InstanceOptions): Promise<number> {
  if (place === undefined) return list(io, options);
  const { lab, engine, instance, places } = await openRunning(io, place, options);
  const { name } = instance;
  const cutOff = cutOffNodes(lab, instance);
  const isWhole = isUp(lab, instance);
  const snapshot = await takeSnapshot(
    engine,
    instance.nodes.filter(({ state }) => state === 'running'),
    io.signal,
  );
  const owners = vipOwners(lab, snapshot);
  const last = await readLastCheck(places, lab, instance);
  const steps = stepsSeen(lab, isWhole ? passedNow(lab, snapshot, last.passed) : () => undefined);
  const language = languageOf(io, options);
  if (options.json) {
    const nodes = instance.nodes.map((node) => ({
      name: node.name,
      state: node.state,
      connected: !cutOff.includes(node.name),
      kernel: node.kernel,
    }));
    const said = steps.map((step) => plainStep(step, language));
    const document = { lab: lab.id, instance: name, variant: lab.variant ?? null, nodes, vip: owners, steps: said };
    printJson(io, { ...document, checkedAt: last.at });
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
  print(io, `\n${stepTable(steps, language)}`);
  const shown = { lab: commandWords(lab.id, name), language, checkedAt: last.at, nowMs: Date.now() };
  print(io, ['', ...stepLegend(steps, shown)].join('\n'));
  if (!isWhole)
    print(io, `\nNot every node is running and on its networks: \`${startCommand(lab.id, name)}\` brings them back.`);
  return EXIT.fine;
}
