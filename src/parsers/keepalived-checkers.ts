/** Parses keepalived_check.data, which keepalived writes on SIGUSR1: its health checks with their actual settings. */
import { numberToAddress, parseSubnet } from '../util/address.ts';
import type { Endpoint } from './endpoint.ts';
import { ParseError } from './parse-error.ts';
import { splitLines, type Line } from './lines.ts';

export interface HealthChecker {
  /** The virtual service, or all addresses of a group; empty for a firewall mark only. */
  services: Endpoint[];
  server: Endpoint;
  /** TCP_CHECK, HTTP_GET … */
  method: string;
  isUp: boolean;
  delayLoopMs: number;
  retries: number;
  delayBeforeRetryMs: number;
  /** How long one attempt may take: a connection, or the script of MISC_CHECK. */
  connectTimeoutMs: number;
  /** Only of HTTP_GET and SSL_GET. */
  urls?: number;
  /** Only of these: they ask for all URLs at once when a server is back. */
  recoversFast?: boolean;
}

const SECTION = '------< Health checkers >------';
// [192.168.0.240]:tcp:80 -> [192.168.0.223]:tcp:80
// FWM 7 -> [192.168.0.223]:none:0
// [G1]:0 -> [192.168.0.224]:tcp:80
const TITLE = /^(?:\[([^\]]+)\]:\w+:(\d+)|FWM \d+|\[([^\]]+)\]:0) -> \[([^\]]+)\]:\w+:(\d+)$/;
// Virtual Server Group = G1, IPv4 = yes, IPv6 = no
const GROUP = /^Virtual Server Group = (\S+?),/;
// VIP = 192.168.0.241, VPORT = 80
// VIP Range = 192.168.0.242-192.168.0.243, VPORT = 80
const MEMBER = /^VIP(?: Range)? = ([^\s,-]+)(?:-([^\s,]+))?, VPORT = (\d+)$/;
/** keepalived takes no longer range: the last number of an address alone may change. */
const LONGEST_RANGE = 256;
/** They wait for a file to be written or for BFD to tell, and have no times of their own. */
const TOLD = new Set(['FILE_CHECK', 'BFD_CHECK']);

const MS_PER_UNIT: Record<string, number> = { us: 1e-3, ms: 1, secs: 1e3, sec: 1e3, s: 1e3 };

// Delay loop = 6000000 us
// Timeout = 8.000000
function milliseconds(text: string): number | undefined {
  const [, number, unit = 's'] = /^([\d.]+)(?: (\w+))?$/.exec(text) ?? [];
  const scale = MS_PER_UNIT[unit];
  return number === undefined || scale === undefined ? undefined : Math.round(Number(number) * scale);
}

/** All addresses of a range; for IPv6 only the first one. */
function addressesOf(first: string, last = first): string[] {
  const [from, to] = [first, last].map((end) => parseSubnet(`${end}/32`)?.base);
  if (from === undefined || to === undefined) return [first];
  const length = Math.min(to - from + 1, LONGEST_RANGE);
  return Array.from({ length }, (_, index) => numberToAddress(from + index));
}

/** The addresses of each group, by its name. */
function readGroups(lines: Line[]): Map<string, Endpoint[]> {
  const groups = new Map<string, Endpoint[]>();
  let members: Endpoint[] | undefined;
  for (const { text } of lines) {
    const [, name] = GROUP.exec(text) ?? [];
    if (name !== undefined) groups.set(name, (members = []));
    if (text.includes('------<')) members = undefined;
    const [, first, last, port] = MEMBER.exec(text) ?? [];
    if (first !== undefined)
      members?.push(...addressesOf(first, last).map((address) => ({ address, port: Number(port) })));
  }
  return groups;
}

const CHECKED_URL = /^Checked url = /;
const FAST_RECOVERY = 'Fast recovery set';

const WITHOUT_TIMES = { delayLoopMs: 0, retries: 0, delayBeforeRetryMs: 0, connectTimeoutMs: 0 };

interface Block {
  title: Line;
  fields: Map<string, string>;
  /** All lines below the title. */
  texts: string[];
}

function readChecker({ title, fields, texts }: Block, groups: Map<string, Endpoint[]>): HealthChecker {
  const [, service, servicePort, group = '', server = '', serverPort] = TITLE.exec(title.text) ?? [];
  /** The value of the first of these fields that exists. */
  const time = (...names: string[]): number => {
    const written = names.map((name) => fields.get(name)).find((value) => value !== undefined);
    const read = milliseconds(written ?? '');
    if (read === undefined) throw new ParseError(`"${names[0]}" of a health checker`, title.number, title.text);
    return read;
  };
  // HTTP_GET, http protocol 1.0
  const method = fields.get('Keepalive method')?.split(',', 1)[0] ?? '';
  const shared = {
    services: service === undefined ? (groups.get(group) ?? []) : [{ address: service, port: Number(servicePort) }],
    server: { address: server, port: Number(serverPort) },
    method,
    isUp: fields.get('Up') === 'yes',
  };
  if (TOLD.has(method)) return { ...shared, ...WITHOUT_TIMES };
  const delayLoopMs = time('Delay loop');
  const urls = texts.filter((text) => CHECKED_URL.test(text)).length;
  return {
    ...shared,
    delayLoopMs,
    retries: Number(fields.get('Retries') ?? 0),
    delayBeforeRetryMs: time('Delay before retry', 'Default delay before retry'),
    // A script without its own timeout uses that of the loop, and keepalived prints 0.
    connectTimeoutMs: time('Timeout', 'timeout') || delayLoopMs,
    ...(urls > 0 && { urls, recoversFast: texts.includes(FAST_RECOVERY) }),
  };
}

/** @throws ParseError when a checker lacks a time */
export function parseHealthCheckers(text: string): HealthChecker[] {
  const groups = readGroups(splitLines(text));
  const lines = splitLines(text.slice(Math.max(0, text.indexOf(SECTION))));
  const blocks: Block[] = [];
  for (const line of lines) {
    if (TITLE.test(line.text)) blocks.push({ title: line, fields: new Map(), texts: [] });
    else blocks.at(-1)?.texts.push(line.text);
    const [name, value] = line.text.split(' = ', 2);
    if (name !== undefined && value !== undefined) blocks.at(-1)?.fields.set(name, value);
  }
  return blocks.map((block) => readChecker(block, groups));
}

/** The checkers of a server, for whatever service of this address. */
export const checkersOf = (checkers: HealthChecker[], service: string, server: string): HealthChecker[] =>
  checkers.filter((one) => one.server.address === server && one.services.some(({ address }) => address === service));
