/** Which of a lab's beginnings an instance has: the seed of its variant draws one. */
import { createHash } from 'node:crypto';
import type { Beginning, Lab, StepCommands } from './lab.ts';

/** As it is written, a lab begins in the first of them; undefined where there are none. */
export function drawnFrom({ id, variant, draw = [] }: Pick<Lab, 'id' | 'variant' | 'draw'>): Beginning | undefined {
  if (variant === undefined) return draw[0];
  const hash = createHash('sha256').update(`${id} ${variant} draw`).digest();
  return draw[hash.readUInt32BE(0) % Math.max(1, draw.length)];
}

/** The lab with each of its beginnings in turn, its own first; where there are none, the lab. */
export function everyDraw(lab: Lab): Lab[] {
  const own = drawnFrom(lab);
  if (!own) return [lab];
  const others = (lab.draw ?? []).filter(({ id }) => id !== own.id);
  return [own, ...others].map((one) => ({ ...lab, draw: [one] }));
}

/** What is done at boot: the lab's own steps, and then what was drawn. */
export const bootCommands = (lab: Pick<Lab, 'id' | 'variant' | 'draw' | 'steps'>): StepCommands[][] => [
  ...lab.steps.filter(({ by }) => by === 'lab').map(({ commands }) => commands),
  ...[drawnFrom(lab)?.commands ?? []].filter((commands) => commands.length > 0),
];
