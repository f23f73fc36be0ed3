/**
 * Requests that nothing announces: sent before anything has looked at a node, and, where what they saw differs from what was
 * seen later, once more after a while that nobody can foresee. A lab that works only while it is looked at does not work.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { hasPage } from './http-result.ts';
import type { Check } from '../lab/checks/kinds.ts';
import type { Lab } from '../lab/lab.ts';
import { machineBusyness } from '../orchestrator/busyness.ts';
import type { Engine } from '../orchestrator/engine.ts';
import { nodeHandle, type Instance } from '../orchestrator/instance.ts';
import { askNode } from './ask-node.ts';
import { OWN, parseRequests, REQUEST_SCRIPT, requestWords } from './request-script.ts';
import { SHELL } from './tools.ts';

const TIMEOUT_MS = 30_000;
/**
 * The look at the nodes waits for pages as long as this, and longer on a busy machine: nobody is looked at yet, so that
 * nothing is won by answering late.
 */
const FIRST_MS = 600;
const MOST_MS = 2000;
/** The second time comes after this long, and as long again at most. */
const PAUSE_MS = 2500;

type Page = Extract<Check, { kind: 'http' }>;

const pagesOf = ({ checks }: Lab, only: string[]): Page[] =>
  checks.flatMap((check) => (check.kind === 'http' && (only.length === 0 || only.includes(check.id)) ? [check] : []));

export interface UnannouncedRoom {
  engine: Engine;
  lab: Lab;
  instance: Instance;
  signal: AbortSignal;
}

async function ask({ engine, instance, signal }: UnannouncedRoom, { from, url }: Page): Promise<boolean> {
  // From the client's own address: it is what a person there would send.
  const words = requestWords({ device: 'lo', sources: [OWN], url, atOnce: 1 });
  const { stdout } = await askNode(engine, nodeHandle(instance, from), [...SHELL, REQUEST_SCRIPT, 'sh', ...words], {
    timeoutMs: TIMEOUT_MS,
    what: `requests for ${url}`,
    signal,
  });
  return parseRequests(stdout).some(hasPage);
}

/** @returns ids of checks whose page has not come yet. A client that cannot ask is told of by the check itself. */
export async function askUnannounced(room: UnannouncedRoom, only: string[]): Promise<Set<string>> {
  const pages = pagesOf(room.lab, only);
  const missing = new Set(pages.map(({ id }) => id));
  const asked = pages.map(async (page) => {
    if (await ask(room, page)) missing.delete(page.id);
  });
  const patienceMs = Math.min(MOST_MS, FIRST_MS * Math.max(1, machineBusyness()));
  await Promise.race([Promise.allSettled(asked), delay(patienceMs, undefined, { signal: room.signal })]);
  return new Set(missing);
}

/** @returns which of these checks' pages do not come when nobody looks */
export async function askAgainLater(room: UnannouncedRoom, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  await delay(PAUSE_MS * (1 + Math.random()), undefined, { signal: room.signal });
  const pages = pagesOf(room.lab, ids);
  const came = await Promise.all(pages.map((page) => ask(room, page)));
  return pages.filter((_page, index) => came[index] !== true).map(({ id }) => id);
}
