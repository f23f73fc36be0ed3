/** Why an effect is missing: where its request ends. */
import type { BrokenHop } from './walk.ts';

export interface Cause extends BrokenHop {
  /** Id of the check whose request was followed. */
  check: string;
  /** What was asked: `lanclient -> 192.168.0.240:80`. */
  request: string;
}
