/** What the page and the server say to each other over the WebSocket, in both directions: JSON, one message per frame. */
import { z } from 'zod';
import { MAX_COLUMNS, MAX_INPUT_LENGTH, MAX_ROWS } from './limits.ts';
import { failoverView } from './failover.ts';
import { faultView, workMessages, workView } from './lab-work.ts';
import { causeView, checkView, labView, machineView, section, stepView, terminalView } from './views.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);
const terminal = z.string().regex(/^t\d{1,9}$/);
const size = { columns: z.int().min(2).max(MAX_COLUMNS), rows: z.int().min(1).max(MAX_ROWS) };

/** From the page. Objects with unknown keys are refused. */
export const pageMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('terminal-open'), node: name, ...size }),
  /** Asks for a terminal's screen, and its output from then on. */
  z.strictObject({ type: z.literal('terminal-attach'), id: terminal }),
  z.strictObject({ type: z.literal('terminal-input'), id: terminal, data: z.string().max(MAX_INPUT_LENGTH) }),
  z.strictObject({ type: z.literal('terminal-resize'), id: terminal, ...size }),
  /** So many UTF-16 code units of its output have been shown. */
  z.strictObject({ type: z.literal('terminal-ack'), id: terminal, length: z.int().min(0).max(1e9) }),
  z.strictObject({ type: z.literal('terminal-close'), id: terminal }),
  /** All checks when `only` is empty. */
  z.strictObject({ type: z.literal('check'), only: z.array(name).max(100) }),
  z.strictObject({ type: z.literal('check-stop') }),
  ...workMessages,
]);
export type PageMessage = z.output<typeof pageMessage>;

const runView = z.object({
  /** Ids of the checks that were asked for; empty: all. */
  only: z.array(z.string()),
  done: z.int(),
  total: z.int(),
});
export type RunView = z.output<typeof runView>;

const verdicts = {
  checks: z.array(checkView),
  steps: z.array(stepView),
  points: z.int(),
  maxPoints: z.int(),
  cause: causeView.nullable(),
};

/** From the server. */
export const serverMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    version: z.string(),
    lab: labView,
    guides: z.object({ zh: z.array(section), en: z.array(section) }),
    machines: z.array(machineView),
    terminals: z.array(terminalView),
    run: runView.nullable(),
    work: workView.nullable(),
    faults: z.array(faultView),
    /** Whose failover can be measured; null: the lab has no such pair. */
    directors: z.object({ director: z.string(), backup: z.string() }).nullable(),
    failover: failoverView.nullable(),
    ...verdicts,
  }),
  z.object({ type: z.literal('machine'), machine: machineView }),
  z.object({ type: z.literal('verdicts'), ...verdicts }),
  /** null: no check runs. */
  z.object({ type: z.literal('run'), run: runView.nullable() }),
  /** null: none of them goes on. */
  z.object({ type: z.literal('work'), work: workView.nullable() }),
  z.object({ type: z.literal('faults'), faults: z.array(faultView) }),
  /** The last one, while it goes on and once it has ended. */
  z.object({ type: z.literal('failover'), failover: failoverView }),
  /** `mine`: this page opened it. */
  z.object({ type: z.literal('terminal-opened'), terminal: terminalView, mine: z.boolean() }),
  z.object({ type: z.literal('terminal-ended'), terminal: terminalView }),
  z.object({ type: z.literal('terminal-closed'), id: z.string() }),
  /** Its whole screen with the lines above it: what was shown of it before is dropped. */
  z.object({ type: z.literal('terminal-screen'), id: z.string(), data: z.string(), ...size }),
  z.object({ type: z.literal('terminal-output'), id: z.string(), data: z.string() }),
  z.object({ type: z.literal('terminal-size'), id: z.string(), ...size }),
  /** The instance as a whole. gone: it was stopped. unreachable: the engine does not answer. */
  z.object({ type: z.literal('instance'), state: z.enum(['running', 'gone', 'unreachable']) }),
  /** What a student is to know: that his work was done again, a message of an instructor. */
  z.object({ type: z.literal('notice'), text: z.object({ zh: z.string(), en: z.string() }) }),
  /** What was asked for cannot be done. */
  z.object({ type: z.literal('problem'), text: z.string() }),
]);
export type ServerMessage = z.output<typeof serverMessage>;
