/** What a hop is made of. One file a hop; hops.ts has their order. Pure. */
import type { Lab } from '../lab/lab.ts';
import type { Text } from '../lab/primitives.ts';
import type { Followed } from '../probes/follow.ts';
import type { HttpResult } from '../probes/http-result.ts';
import type { Snapshot } from '../probes/snapshot.ts';
import type { ArpReply } from '../parsers/arping.ts';
import type { Frame } from '../parsers/tcpdump.ts';
import type { Trail } from './trail.ts';
import type { Way } from './way.ts';

/** All that a hop is judged from. */
export interface Sight {
  lab: Lab;
  snapshot: Snapshot;
  way: Way;
  /** Who answers ARP for the target, asked by the last machine before it. */
  arp: ArpReply[];
  /** What each real server answered at its own address, by name; absent where nobody could ask. */
  pages: Record<string, HttpResult>;
  /** On the client's interface while the request was made; undefined when nobody looked. */
  frames: Frame[] | undefined;
  /** The request sent again, and followed through all nodes; undefined when nobody looked. */
  followed?: Followed | undefined;
  /** Its way, from each address that it was sent from. */
  trails?: Trail[] | undefined;
}

/** A hop where the request ends. */
export interface Broken {
  node: string;
  seen: Text;
  expected: Text;
  /** Lines as tools print them. */
  evidence: string[];
  hints: Hints;
}

/** In steps: a question, the place, the command. */
export type Hints = readonly [question: Text, place: Text, command: Text];

/** undefined: the request gets past it, for all that can be seen. */
export type Hop = (sight: Sight) => Broken | undefined;

/** The first that is broken. */
export function firstOf<T>(things: T[], judge: (thing: T) => Broken | undefined): Broken | undefined {
  for (const thing of things) {
    const broken = judge(thing);
    if (broken) return broken;
  }
  return undefined;
}
