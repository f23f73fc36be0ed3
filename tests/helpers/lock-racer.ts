/** A process that goes for the same locks as others, at the same instants: `lock-racer.ts FOLDER ROUNDS BEGIN_MS EVERY_MS`.
 * Prints a word for each round: won, busy, or what went wrong. */
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../../src/util/errors.ts';
import { withLock } from '../../src/orchestrator/lock.ts';

const [folder = '', rounds = '0', beginMs = '0', everyMs = '0'] = process.argv.slice(2);

async function round(index: number): Promise<string> {
  const startMs = Number(beginMs) + index * Number(everyMs);
  await delay(startMs - Date.now() - 3);
  while (Date.now() < startMs);
  try {
    return await withLock(folder, `r${index}`, 'start exp1', async () => {
      const inside = join(folder, `inside-${index}`);
      mkdirSync(inside);
      await delay(2);
      rmdirSync(inside);
      return 'won';
    });
  } catch (error) {
    if (error instanceof LabError && error.code === 'INSTANCE_BUSY') return 'busy';
    return String(error);
  }
}

const words: string[] = [];
for (let index = 0; index < Number(rounds); index += 1) words.push(await round(index));
process.stdout.write(words.join('\n'));
