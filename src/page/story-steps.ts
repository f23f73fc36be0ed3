/** A story as steps, one a hop, in the order in which it is played. */
import type { HopView, StoryView } from '../contract/story.ts';

/** A hop, and the packet that it is of. */
export interface Step {
  packet: number;
  hop: HopView;
}

export const stepsOf = ({ packets }: StoryView): Step[] =>
  packets.flatMap(({ hops }, packet) => hops.map((hop) => ({ packet, hop })));
