/** Finds the network that two nodes of a lab share. Pure. */
import { findNode, type Lab, type LabInterface } from './lab.ts';

/** Their interfaces on the first shared network; undefined if there is none. */
export function sharedLink(
  lab: Lab,
  node: string,
  other: string,
): { mine: LabInterface; theirs: LabInterface } | undefined {
  const others = findNode(lab, other)?.interfaces ?? [];
  const pairs = (findNode(lab, node)?.interfaces ?? []).flatMap((mine) => {
    const theirs = others.find(({ network }) => network === mine.network);
    return theirs ? [{ mine, theirs }] : [];
  });
  return pairs[0];
}
