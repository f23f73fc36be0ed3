/** Writes a class of submissions to try `lab grade` on: `npx tsx scripts/make-class.ts LAB FOLDER COUNT`. */
import { mkdir } from 'node:fs/promises';
import { loadLab } from '../src/lab/load.ts';
import { placesFrom } from '../src/orchestrator/places.ts';
import { classOf } from '../tests/helpers/class.ts';

const [id = 'exp1', folder = 'class', count = '60'] = process.argv.slice(2);
const lab = await loadLab(`${placesFrom(process.env).root}/labs/${id}`);
await mkdir(folder, { recursive: true });
for (const { write } of classOf(lab, Number(count))) await write(folder);
