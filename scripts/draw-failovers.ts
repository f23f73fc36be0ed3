/** Draws docs/images/failover-*.svg from failovers recorded in experiment 2 (`npm run pictures`); a test compares the files. */
import { writeFileSync } from 'node:fs';
import { documentedFailovers } from '../tests/helpers/timeline.ts';

for (const { file, svg } of documentedFailovers()) writeFileSync(new URL(`../${file}`, import.meta.url), svg);
