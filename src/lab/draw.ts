/** Selects one of a lab's initial states by the seed of the variant. */
import { createHash } from 'node:crypto';
import type { Beginning, Lab, StepCommands } from './lab.ts';

/** The selected initial state; without a variant the first one, and undefined if the lab has none. */
export function drawnFrom({ id, variant, draw = [] }: Pick<Lab, 'id' | 'variant' | 'draw'>): Beginning | undefined {
  if (variant === undefined) return draw[0];
  const hash = createHash('sha256').update(`${id} ${variant} draw`).digest();
  return draw[hash.readUInt32BE(0) % Math.max(1, draw.length)];
}

/** The lab once for each of its initial states, the selected one first; if it has none, only the lab itself. */
export function everyDraw(lab: Lab): Lab[] {
  const own = drawnFrom(lab);
  if (!own) return [lab];
  const others = (lab.draw ?? []).filter(({ id }) => id !== own.id);
  return [own, ...others].map((one) => ({ ...lab, draw: [one] }));
}

/** The commands to run at boot: the lab's own steps, then those of the selected initial state. */
export const bootCommands = (lab: Pick<Lab, 'id' | 'variant' | 'draw' | 'steps'>): StepCommands[][] => [
  ...lab.steps.filter(({ by }) => by === 'lab').map(({ commands }) => commands),
  ...[drawnFrom(lab)?.commands ?? []].filter((commands) => commands.length > 0),
];
