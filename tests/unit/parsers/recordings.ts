/** What real tools printed (fixtures/NAME.out), and the data it is (NAME.json); see fixtures/README.md. */
import { readFileSync } from 'node:fs';
import { parseProber } from '../../../src/probes/prober-script.ts';
import { parseArping } from '../../../src/parsers/arping.ts';
import { parseAddresses, parseLinks, parseNeighbours, parseRoutes } from '../../../src/parsers/ip-json.ts';
import { parseIptablesSave } from '../../../src/parsers/iptables-save.ts';
import { parseConnections } from '../../../src/parsers/ipvsadm-connections.ts';
import { parseRate, parseStats } from '../../../src/parsers/ipvsadm-counters.ts';
import { parseSaved } from '../../../src/parsers/ipvsadm-saved.ts';
import { parsePersistence, parseServices, parseThresholds } from '../../../src/parsers/ipvsadm-services.ts';
import { parseDaemons, parseTimeouts } from '../../../src/parsers/ipvsadm-settings.ts';
import { parseHealthCheckers } from '../../../src/parsers/keepalived-checkers.ts';
import { type ConfStatement, parseKeepalivedConf } from '../../../src/parsers/keepalived-conf.ts';
import { parseVrrpInstances } from '../../../src/parsers/keepalived-json.ts';
import { parseConfigTest } from '../../../src/parsers/keepalived-test.ts';
import { parseNftNat } from '../../../src/parsers/nft-nat.ts';
import { ParseError } from '../../../src/parsers/parse-error.ts';
import { parseSysctl, parseSysctlFiles } from '../../../src/parsers/sysctl.ts';
import { parseTcpdump } from '../../../src/parsers/tcpdump.ts';
import { type Advertisement, readAdvertisement } from '../../../src/parsers/vrrp-advertisement.ts';

export interface Recording {
  name: string;
  parse: (text: string) => unknown;
}

const all = (parse: Recording['parse'], names: string[]): Recording[] => names.map((name) => ({ name, parse }));

/** Without the lines, which a test moves: how deep each statement stands, and its words. */
function outline(statements: ConfStatement[]): [depth: number, words: string][] {
  const rows: [number, string][] = [];
  const ahead = statements.map((statement) => ({ statement, depth: 0 })).toReversed();
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    const { statement, depth } = next;
    rows.push([depth, statement.words.join(' ')]);
    for (const inner of statement.block.toReversed()) ahead.push({ statement: inner, depth: depth + 1 });
  }
  return rows;
}

export const advertisementsOf = (text: string): Advertisement[] =>
  parseTcpdump(text).flatMap((frame) => readAdvertisement(frame) ?? []);

const NAMES = { names: true };

export const RECORDINGS: readonly Recording[] = [
  ...all(parseServices, [
    'services-all-kinds',
    'services-tun-info',
    'services-one',
    'services-empty',
    'services-whole',
    'services-nosort',
    'services-tunnels',
  ]),
  ...all((text) => parseServices(text, NAMES), ['services-names', 'services-names-cut', 'services-names-ipv6']),
  ...all(parseThresholds, ['thresholds']),
  ...all(parsePersistence, ['persistent-connections']),
  ...all(parseSaved, ['saved']),
  ...all((text) => parseSaved(text, NAMES), ['saved-names']),
  ...all(parseConnections, [
    'connections-mixed',
    'connections-persistent-conn',
    'connections-mark',
    'connections-empty',
    'connections-whole',
    'connections-engine',
  ]),
  ...all((text) => parseConnections(text, NAMES), ['connections-names']),
  ...all(parseStats, ['stats-suffixes', 'stats-exact', 'stats-empty', 'stats-whole']),
  ...all((text) => parseStats(text, NAMES), ['stats-names', 'stats-names-cut']),
  ...all(parseRate, ['rate', 'rate-whole']),
  ...all(parseTimeouts, ['timeouts-default', 'timeouts-set', 'timeouts-changed']),
  ...all(parseDaemons, ['daemons-both', 'daemons-backup', 'daemons-options']),
  ...all(parseLinks, ['ip-links']),
  ...all(parseAddresses, ['ip-addresses', 'ip-addresses-inet-only']),
  ...all(parseRoutes, ['ip-routes']),
  ...all(parseNeighbours, ['ip-neighbours', 'ip-neighbours-proxy']),
  ...all(parseIptablesSave, [
    'iptables-save-legacy',
    'iptables-save-nft',
    'iptables-save-nat',
    'iptables-save-counters',
  ]),
  ...all((text) => parseNftNat(text), ['nft-ruleset']),
  ...all(parseSysctlFiles, ['sysctl-files']),
  ...all(parseSysctl, ['sysctl-all']),
  ...all(parseArping, ['arping-one', 'arping-two', 'arping-none']),
  ...all(parseTcpdump, [
    'tcpdump-direct-routing',
    'tcpdump-tunnels',
    'tcpdump-vrrp',
    'tcpdump-mixed',
    'tcpdump-gre',
    'tcpdump-gue',
    'tcpdump-gue-checksums',
  ]),
  ...all(advertisementsOf, ['vrrp-advertisements']),
  ...all(parseVrrpInstances, ['keepalived-json-one', 'keepalived-json-many']),
  ...all(parseHealthCheckers, [
    'keepalived-checkers-tutorial',
    'keepalived-checkers-kinds',
    'keepalived-checkers-defaults',
    'keepalived-checkers-group',
  ]),
  ...all(parseConfigTest, [
    'keepalived-test-tutorial',
    'keepalived-test-unknown',
    'keepalived-test-brace',
    'keepalived-test-interface',
    'keepalived-test-values',
    'keepalived-test-strict',
    'keepalived-test-checkers',
    'keepalived-test-include',
    'keepalived-test-warnings',
  ]),
  ...all(
    (text) => outline(parseKeepalivedConf(text)),
    ['keepalived-conf-tutorial', 'keepalived-conf-words', 'keepalived-conf-lines'],
  ),
  ...all(parseProber, ['prober-served', 'prober-refused', 'prober-silent']),
];

const read = (file: string): string => readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8');

export const recorded = (name: string): string => read(`${name}.out`);

export const expected = (name: string): unknown => JSON.parse(read(`${name}.json`));

/** JSON has no undefined: what is undefined is left out. */
export const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** @throws Error when `parse` throws anything but a ParseError, or nothing */
export function parseErrorOf(parse: () => unknown): ParseError {
  try {
    parse();
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
