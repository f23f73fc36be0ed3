/** Why an effect is missing: where its request ends. */
import type { Text } from '../lab/primitives.ts';
import type { BrokenHop } from './walk.ts';

export interface Cause extends BrokenHop {
  /** Id of the check whose request was followed. */
  check: string;
  /** What was asked: `lanclient -> 192.168.0.240:80`. */
  request: string;
  /** What machines remember from before, and may hurt once the cause is gone. */
  beside?: Text[];
}
