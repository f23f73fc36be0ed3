/** One frame is seen at both ends of its wire: what captures of many interfaces saw, as frames from interface to interface. Pure. */
import type { IpHeader } from '../parsers/ip-header.ts';
import type { Frame } from '../parsers/tcpdump.ts';

/** An interface of a node. */
export interface Place {
  node: string;
  device: string;
}

/** What was captured on one interface, in the order in which it came. */
export interface Sightings extends Place {
  /** The interface's own; undefined for what has none. */
  mac: string | undefined;
  frames: Frame[];
}

/** One frame from one interface to another. */
export interface Crossing {
  frame: Frame;
  /** undefined: no interface has the MAC that the frame names as its source. */
  from: Place | undefined;
  /** Interfaces that saw it, for which it was: more than one of a broadcast, none of a frame to a MAC that nobody has. */
  to: Place[];
  /** Which frame of its kind it is, from 1: the same one sent again has the same headers, and another number. */
  turn: number;
  /** Interfaces that saw it, with its place in the order of each. */
  seen: (Place & { index: number })[];
}

const headerText = ({ inner, icmp, tcp, ...own }: IpHeader): string =>
  `${JSON.stringify([own, tcp, icmp])}${inner ? headerText(inner) : ''}`;

/** The same for all sightings of one frame; all that a sender fills in. */
const textOf = ({ sourceMac, destinationMac, packet, header }: Frame): string =>
  `${sourceMac} ${destinationMac} ${header ? headerText(header) : JSON.stringify(packet)}`;

const placeOf = ({ node, device }: Place): Place => ({ node, device });

/** Bit 0 of the first byte: broadcast and multicast. */
const isForMany = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;

export function crossingsOf(all: readonly Sightings[]): Crossing[] {
  const crossings = new Map<string, Crossing>();
  for (const { mac, frames, ...place } of all) {
    const turns = new Map<string, number>();
    frames.forEach((frame, index) => {
      const text = textOf(frame);
      const turn = (turns.get(text) ?? 0) + 1;
      turns.set(text, turn);
      const key = `${turn} ${text}`;
      const sender = all.find((one) => one.mac === frame.sourceMac);
      const crossing = crossings.get(key) ?? {
        frame,
        from: sender && placeOf(sender),
        to: [],
        turn,
        seen: [],
      };
      crossings.set(key, crossing);
      crossing.seen.push({ ...placeOf(place), index });
      const isOwn = mac === frame.sourceMac;
      if (!isOwn && (mac === frame.destinationMac || isForMany(frame.destinationMac))) crossing.to.push(placeOf(place));
    });
  }
  return [...crossings.values()];
}
