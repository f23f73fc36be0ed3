/** Failovers as they were measured on a real instance of experiment 2, for a test to change. */
import { readFileSync } from 'node:fs';
import type { FailoverRecord } from '../../src/models/failover.ts';
import type { FailoverResult } from '../../src/probes/probes.ts';

const NAMES = ['stop', 'node', 'nopreempt', 'no-rules'] as const;
export type RecordedFailover = (typeof NAMES)[number];

const TEXTS = new Map(
  NAMES.map((name) => [name, readFileSync(new URL(`../fixtures/exp2-failover-${name}.json`, import.meta.url), 'utf8')]),
);

/** Every call gives a copy of its own. `nopreempt` is the node killed, `no-rules` keepalived stopped. */
export const recordedFailover = (name: RecordedFailover): FailoverResult & { record: FailoverRecord } =>
  JSON.parse(TEXTS.get(name) ?? '') as FailoverResult & { record: FailoverRecord };
