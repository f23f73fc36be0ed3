/** Who answers when a node asks all others for an address. */
import type { Engine } from '../orchestrator/engine.ts';
import type { Instance } from '../orchestrator/instance.ts';
import { parseArping, type ArpReply } from '../parsers/arping.ts';
import { whileCapturing } from './capture.ts';
import { repliesBySender } from './departures.ts';
import type { LabNodes } from './lab-nodes.ts';
import type { Snapshot } from './snapshot.ts';
import { tool } from './tools.ts';

/** Exit status of arping. */
const NO_REPLY = 1;

export interface ArpRoom {
  engine: Engine;
  instance: Instance;
  nodes: LabNodes;
  snapshot: Snapshot;
  signal: AbortSignal;
}

export async function runArp(
  { engine, instance, nodes, snapshot, signal }: ArpRoom,
  from: string,
  address: string,
  network = '',
): Promise<ArpReply[]> {
  const there = nodes.interfacesOf(from).find((one) => one.network === network);
  const { name } = there ?? nodes.interfaceTo(from, address);
  const ask = async (questions: number, pauseSeconds: number): Promise<ArpReply[]> => {
    const words = ['-i', name, '-c', String(questions), '-W', String(pauseSeconds), address];
    const { stdout } = await nodes.run(from, [tool('arping'), ...words], {
      exits: [0, NO_REPLY],
      what: `who has ${address}?`,
    });
    return parseArping(stdout);
  };
  const work = async (): Promise<ArpReply[]> => {
    const replies = await ask(3, 0.1);
    // Whoever has it answers in milliseconds, but for a kernel of its own on a busy machine. A proxy takes its time.
    const isThere = Object.values(snapshot).some(({ addresses }) => addresses.some((one) => one.address === address));
    return replies.length === 0 ? ask(isThere ? 3 : 1, 1) : replies;
  };
  const crowd = { nodes: instance.nodes, filter: `arp and host ${address}` };
  const { result, departures } = await whileCapturing(engine, [], work, signal, crowd);
  return repliesBySender(result, departures, snapshot);
}
