/** Measuring what a node makes of ARP with one value of a setting after another, and putting the values back. */
import { LabError } from '../util/errors.ts';
import type { Lab } from '../lab/lab.ts';
import { sharedLink } from '../lab/shared-link.ts';
import type { ArpSetting } from '../models/arp.ts';
import type { Engine } from '../orchestrator/engine.ts';
import { nodeHandle, type Instance, type NodeHandle } from '../orchestrator/instance.ts';
import { watchInNode } from '../orchestrator/run-in-node.ts';
import { ASKER_SCRIPT, parseAnswers, questionLine, SETTER_SCRIPT, wavesOf, type ArpCase } from './arp-matrix-script.ts';
import { whileCapturing } from './capture.ts';
import { whileTalking, type Ask } from './dialogue.ts';
import type { ArpMatrixRequest } from './probes.ts';
import { parseEnded } from './script-run-script.ts';
import { nodeSeen, type Snapshot } from './snapshot.ts';
import { SHELL } from './tools.ts';
import type { ArpRow } from './results.ts';

export interface ArpMatrixSpec {
  node: NodeHandle;
  /** Of the node, on the network where it is asked. */
  device: string;
  /** Of the node's interfaces. */
  macs: string[];
  from: NodeHandle;
  /** Of `from`, on the same network. */
  fromDevice: string;
  setting: ArpSetting;
  values: number[];
  cases: ArpCase[];
  /** Addresses of the network that nobody has, one for each value and case: what the node asks for. */
  unused: string[];
}

/** The outcome of a question that nobody heard. */
const UNHEARD = 'none';

/**
 * @param fresh addresses of a network that nobody has, as many as are asked for
 * @throws RangeError when the lab has no network that both nodes are on
 */
export function arpMatrixSpec(
  lab: Lab,
  instance: Instance,
  snapshot: Snapshot,
  { node, from, setting, values, cases }: ArpMatrixRequest,
  take: (network: string, count: number) => string[],
): ArpMatrixSpec {
  const link = sharedLink(lab, node, from);
  if (!link) throw new RangeError(`${node} and ${from} are on no network together`);
  return {
    node: nodeHandle(instance, node),
    device: link.mine.name,
    macs: nodeSeen(snapshot, node).links.flatMap(({ mac }) => mac ?? []),
    from: nodeHandle(instance, from),
    fromDevice: link.theirs.name,
    setting,
    values,
    cases: cases.map(({ address, asker }) => ({ address, asker: asker ?? link.theirs.address })),
    unused: setting === 'arp_announce' ? take(link.mine.network, values.length * cases.length) : [],
  };
}

/** Sets the value, and has the packets sent. */
type SetTo = (value: number, packets?: string[]) => Promise<void>;

function setterOf({ node, setting }: ArpMatrixSpec, ask: Ask, signal: AbortSignal): SetTo {
  return async (value, packets = []) => {
    signal.throwIfAborted();
    const { exitCode } = parseEnded(await ask([value, ...packets].join(' ')));
    if (exitCode !== 0) throw new LabError('NODE_UNRESPONSIVE', `${node.name}: ${setting} cannot be set to ${value}`);
  };
}

async function measureAnswers({ values, cases, macs }: ArpMatrixSpec, setTo: SetTo, ask: Ask): Promise<ArpRow[]> {
  const rows: ArpRow[] = [];
  for (const value of values) {
    await setTo(value);
    const answered = new Map<ArpCase, boolean>();
    for (const wave of wavesOf(cases)) {
      const answers = parseAnswers(parseEnded(await ask(questionLine(wave))).output, wave);
      wave.forEach((one, index) => answered.set(one, answers[index]?.some((mac) => macs.includes(mac)) ?? false));
    }
    const cells = cases.map((one) => {
      const outcome = answered.get(one) === true ? 'yes' : 'no';
      return { target: one.address, sender: one.asker, outcome };
    });
    rows.push({ value, cells });
  }
  return rows;
}

async function measureSenders(
  engine: Engine,
  { from, fromDevice, values, cases, macs, unused }: ArpMatrixSpec,
  setTo: SetTo,
  signal: AbortSignal,
): Promise<ArpRow[]> {
  const targetOf = (row: number, column: number): string => unused[row * cases.length + column] ?? '';
  const { frames } = await whileCapturing(
    engine,
    [{ node: from, device: fromDevice, filter: 'arp' }],
    async () => {
      for (const [row, value] of values.entries()) {
        const packets = cases.map(({ address }, column) => `${address}>${targetOf(row, column)}`);
        await setTo(value, packets);
      }
    },
    signal,
  );
  // The first of each: what is asked again is asked with another value.
  const senders = new Map(
    (frames[0] ?? []).toReversed().flatMap(({ sourceMac, packet }) => {
      const isNodes = packet.type === 'arp-request' && macs.includes(sourceMac);
      return isNodes ? [[packet.target, packet.sender] as const] : [];
    }),
  );
  return values.map((value, row) => ({
    value,
    cells: cases.map((_case, column) => {
      const target = targetOf(row, column);
      const sender = senders.get(target);
      return { target, sender, outcome: sender ?? UNHEARD };
    }),
  }));
}

/** Always ends with the values as they were, and the asker's cache without the addresses, also when it is interrupted. */
export async function runArpMatrix(engine: Engine, spec: ArpMatrixSpec, signal: AbortSignal): Promise<ArpRow[]> {
  const { node, device, from, fromDevice, setting, cases } = spec;
  signal.throwIfAborted();
  // Without a signal: an interrupt must put back, which needs the connection.
  const open = async (where: NodeHandle, script: string, ...words: string[]) =>
    watchInNode(engine, where, [...SHELL, script, 'sh', ...words]);
  const addresses = [...new Set(cases.map(({ address }) => address))];
  const asker = await open(from, ASKER_SCRIPT, fromDevice, ...addresses);
  return whileTalking(asker, `${from.name}: asking by ARP`, async (ask) => {
    const setter = await open(node, SETTER_SCRIPT, setting, device);
    return whileTalking(setter, `${node.name}: setting ${setting}`, async (set) => {
      const setTo = setterOf(spec, set, signal);
      return setting === 'arp_ignore' ? measureAnswers(spec, setTo, ask) : measureSenders(engine, spec, setTo, signal);
    });
  });
}
