/** What a check came to. */
import type { Timeline } from '../models/failover.ts';
import type { Comparison } from '../models/journey.ts';
import type { Text } from '../lab/primitives.ts';

export interface Verdict {
  id: string;
  title: Text;
  /** null: not judged, because a check that it needs did not pass. */
  passed: boolean | null;
  /** Points earned. */
  points: number;
  maxPoints: number;
  /** Why it did not pass; absent when it did. */
  reason?: Text;
  hint?: Text;
  /** Told though it costs nothing: a check that passed may have one. */
  note?: Text;
  /** Lines as tools print them. */
  evidence: string[];
  durationMs: number;
  /** Of a failover; pictures are drawn from it, and the JSON of a report leaves it out. */
  timeline?: Timeline;
  /** Of requests that were followed: as a timeline. Its evidence is shown whatever the check came to. */
  comparison?: Comparison;
}
