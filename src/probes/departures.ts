/**
 * Which node a frame left, by the door that it came out of. A MAC is no name: a student may give a device any, and a program
 * may write any into a frame. Pure.
 */
import type { ArpReply } from '../parsers/arping.ts';
import { splitLines } from '../parsers/lines.ts';
import type { Frame } from '../parsers/tcpdump.ts';
import type { Doors } from './doors.ts';
import { nodeOfMac, nodeSeen, standIn, type Snapshot } from './snapshot.ts';

/** A frame that came out of a node. */
export interface Departure {
  node: string;
  mac: string;
  /** What tcpdump says of the packet, without its length. */
  detail: string;
}

// 1795933641.327456 veth3719552 P   ifindex 2799 02:42:c0:a8:04:cd ethertype ARP (0x0806), length 48: Reply 192.168.4.205 is-at …
const LINE = /^\d+\.\d+ (\S+) +\S+ +ifindex \d+ ([0-9a-f]{2}(?::[0-9a-f]{2}){5}) .*?, length \d+: (.*)$/;

const withoutLength = (detail: string): string => detail.replace(/, length \d+.*$/, '');

/** Of what `tcpdump -i any` printed: what else there is on the machine is left out. */
export const departuresOf = (output: string, { ends }: Pick<Doors, 'ends'>): Departure[] =>
  splitLines(output).flatMap(({ text }) => {
    const [, end = '', mac = '', detail = ''] = LINE.exec(text) ?? [];
    const from = ends.get(end);
    return from ? [{ node: from.node, mac, detail: withoutLength(detail) }] : [];
  });

/** One that no other node claims; what stands for it where there is none. */
function macOfNode(snapshot: Snapshot, node: string): string {
  const macs = snapshot[node] ? nodeSeen(snapshot, node).links.flatMap(({ mac }) => mac ?? []) : [];
  return macs.find((mac) => nodeOfMac(snapshot, mac) === node) ?? standIn(node);
}

/** The MAC of whoever sent what named this one. Two machines that name the same are told apart by what they sent. */
function trueMac(mac: string, detail: string | undefined, departures: Departure[], snapshot: Snapshot): string {
  const mine = departures.filter((one) => one.mac === mac);
  const same = mine.filter((one) => one.detail === detail);
  const senders = new Set((same.length > 0 ? same : mine).map(({ node }) => node));
  const named = nodeOfMac(snapshot, mac);
  if (senders.size === 0 || (senders.size === 1 && named !== undefined && senders.has(named))) return mac;
  // Of several, the one that the name does not tell of: it is what a reader must know.
  const [sender = ''] = [...senders].filter((node) => node !== named);
  return macOfNode(snapshot, sender);
}

const arpDetail = ({ packet }: Frame): string | undefined =>
  packet.type === 'arp-reply' ? `Reply ${packet.address} is-at ${packet.mac}` : undefined;

/** Each frame with a MAC of the node that it left. @param departures undefined: nobody looked */
export const bySender = (frames: Frame[], departures: Departure[] | undefined, snapshot: Snapshot): Frame[] =>
  departures === undefined
    ? frames
    : frames.map((frame) => ({
        ...frame,
        sourceMac: trueMac(frame.sourceMac, arpDetail(frame), departures, snapshot),
      }));

/** Replies with the MAC of the node that they left, one for each that answered. */
export function repliesBySender(
  replies: ArpReply[],
  departures: Departure[] | undefined,
  snapshot: Snapshot,
): ArpReply[] {
  if (departures === undefined) return replies;
  return replies.flatMap((reply) => {
    const said = departures.filter(({ detail }) => detail === `Reply ${reply.address} is-at ${reply.mac}`);
    const senders = [...new Set(said.map(({ node }) => node))];
    if (senders.length === 0) return [reply];
    return senders.map((node) => ({
      ...reply,
      mac: nodeOfMac(snapshot, reply.mac) === node ? reply.mac : macOfNode(snapshot, node),
    }));
  });
}
