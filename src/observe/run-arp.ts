/** Who answers when a node asks all others for an address. */
import { parseArping, type ArpReply } from '../parsers/arping.ts';
import type { LabNodes } from './lab-nodes.ts';
import type { Snapshot } from './snapshot.ts';
import { tool } from './tools.ts';

/** Exit status of arping. */
const NO_REPLY = 1;

export async function runArp(nodes: LabNodes, snapshot: Snapshot, from: string, address: string): Promise<ArpReply[]> {
  const { name } = nodes.interfaceTo(from, address);
  const ask = async (questions: number, pauseSeconds: number): Promise<ArpReply[]> => {
    const words = ['-i', name, '-c', String(questions), '-W', String(pauseSeconds), address];
    const { stdout } = await nodes.run(from, [tool('arping'), ...words], {
      exits: [0, NO_REPLY],
      what: `who has ${address}?`,
    });
    return parseArping(stdout);
  };
  const replies = await ask(3, 0.1);
  // Whoever has it answers in milliseconds, but for a kernel of its own on a busy machine.
  const isThere = Object.values(snapshot).some(({ addresses }) => addresses.some((one) => one.address === address));
  return replies.length === 0 && isThere ? ask(3, 1) : replies;
}
