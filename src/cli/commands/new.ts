import { join } from 'node:path';
import { newLab } from '../../actions/new-lab.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import type { CommonOptions, Io } from '../io.ts';
import { EXIT, print, printJson, printNext } from '../io.ts';
import { placeOf } from '../place.ts';

interface NewOptions extends CommonOptions {
  from?: string;
}

/** The small lab that is copied when no other is named. */
const TEMPLATE = 'template';

/** `lab new`: needs no engine. */
export async function newOne(io: Io, name: string, options: NewOptions): Promise<number> {
  const { root, labs } = placesFrom(io.env);
  const from =
    options.from === undefined ? { id: TEMPLATE, folder: join(root, TEMPLATE) } : await placeOf(io, options.from);
  const made = await newLab({ name, cwd: io.cwd, from, labs });
  if (options.json) printJson(io, made);
  else {
    print(io, `made ./${name}: ${made.files.join(', ')}`);
    printNext(io, `Next: lab start ./${name} --solve, lab check ${name}, lab selftest ./${name}`);
  }
  return EXIT.fine;
}
