/** What the probes bring back from clients of experiment 1. */
import { readFileSync } from 'node:fs';
import type { WireResult } from '../../src/probes/probes.ts';
import type { HttpResult } from '../../src/probes/http-result.ts';
import { parseTcpdump } from '../../src/parsers/tcpdump.ts';

export const MAC = {
  gateway: '02:42:c0:a8:00:64',
  lvs01: '02:42:c0:a8:00:d2',
  lanclient: '02:42:c0:a8:00:dc',
  web01: '02:42:c0:a8:00:df',
  web02: '02:42:c0:a8:00:e0',
  stranger: '02:42:c0:a8:00:99',
};

/** A request that was answered with a page of web01. */
export const request = (change: Partial<HttpResult> = {}): HttpResult => ({
  source: '',
  sourcePort: 43210,
  exitCode: 0,
  status: 200,
  body: '192.168.0.223 bbs\n',
  durationMs: 3,
  syns: 1,
  synAcks: 1,
  answeredMs: 1,
  ...change,
});

/** curl got nothing. */
export const noResponse = (exitCode: number): HttpResult => request({ sourcePort: 0, exitCode, status: 0, body: '' });

/** As the client typed it, with what came. */
export const shownRequest = (from: string, url: string, outcome: string, source = ''): string =>
  `${from}: curl${source && ` --interface ${source}`} ${url} -> ${outcome} (3 ms)`;

const read = (node: string): string =>
  readFileSync(new URL(`../fixtures/exp1-solved-wire-${node}.out`, import.meta.url), 'utf8');

const RECORDED = { client: read('lanclient'), director: read('lvs01') };

type Rewrite = (tcpdump: string) => string;

/** Everything that one node sends to another comes from somebody else, or goes to somebody else. */
export const rewired =
  (from: [string, string], to: [string, string]): Rewrite =>
  (text) =>
    text.replaceAll(from.join(' > '), to.join(' > '));

/** All replies come to the client from the director, as with NAT. */
export const repliesByDirector: Rewrite = (text) =>
  [MAC.web01, MAC.web02].reduce((all, mac) => rewired([mac, MAC.lanclient], [MAC.lvs01, MAC.lanclient])(all), text);

export const adding =
  (...lines: string[]): Rewrite =>
  (text) =>
    text + lines.map((line) => `${line}\n`).join('');

/** The lines that the pattern matches, or all others. */
export const only =
  (pattern: RegExp): Rewrite =>
  (text) =>
    text.replaceAll(/.*\n/g, (line) => (pattern.test(line) ? line : ''));

export const without =
  (pattern: RegExp): Rewrite =>
  (text) =>
    text.replaceAll(/.*\n/g, (line) => (pattern.test(line) ? '' : line));

/**
 * Two requests of lanclient, from 192.168.0.131 to web01 and from .130 to web02, as tcpdump printed them on lanclient
 * and on lvs01, which had a kernel of its own that heard each frame that it sent once more.
 */
export function wire(change: { client?: Rewrite; director?: Rewrite; requests?: HttpResult[] } = {}): WireResult {
  const { client = (text) => text, director = (text) => text } = change;
  return {
    requests: change.requests ?? [
      request({ source: '192.168.0.131' }),
      request({ source: '192.168.0.130', body: '192.168.0.224 bbs\n' }),
    ],
    lossy: [],
    atClient: parseTcpdump(client(RECORDED.client)),
    atDirector: parseTcpdump(director(RECORDED.director)),
  };
}
