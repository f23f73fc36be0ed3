/** Records what is seen of a running instance, for tests of judges: `npx tsx scripts/record-snapshot.ts INSTANCE FILE`. */
import { writeFile } from 'node:fs/promises';
import { takeSnapshot } from '../src/probes/take-snapshot.ts';
import { connectEngine } from '../src/orchestrator/connect.ts';
import { findInstance } from '../src/orchestrator/instance.ts';
import { placesFrom } from '../src/orchestrator/places.ts';

const [name = '', file = ''] = process.argv.slice(2);
const engine = await connectEngine(process.env, placesFrom(process.env));
const instance = await findInstance(engine, name);
if (!instance) throw new Error(`no instance ${name}`);
await writeFile(file, `${JSON.stringify(await takeSnapshot(engine, instance.nodes), null, 1)}\n`);
