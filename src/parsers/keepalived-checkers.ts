/** What keepalived writes into keepalived_check.data on SIGUSR1: its health checkers as it runs them. */
import type { Endpoint } from './endpoint.ts';
import { ParseError } from './parse-error.ts';
import { splitLines, type Line } from './lines.ts';

export interface HealthChecker {
  /** undefined: of a firewall mark, or of a group of addresses. */
  service: Endpoint | undefined;
  server: Endpoint;
  /** TCP_CHECK, HTTP_GET … */
  method: string;
  isUp: boolean;
  delayLoopMs: number;
  retries: number;
  delayBeforeRetryMs: number;
  /** How long one attempt may take: a connection, or the script of MISC_CHECK. */
  connectTimeoutMs: number;
}

const SECTION = '------< Health checkers >------';
// [192.168.0.240]:tcp:80 -> [192.168.0.223]:tcp:80
// FWM 7 -> [192.168.0.223]:none:0
// [G1]:0 -> [192.168.0.224]:tcp:80
const TITLE = /^(?:\[([^\]]+)\]:\w+:(\d+)|FWM \d+|\[[^\]]+\]:0) -> \[([^\]]+)\]:\w+:(\d+)$/;

const MS_PER_UNIT: Record<string, number> = { us: 1e-3, ms: 1, secs: 1e3, sec: 1e3, s: 1e3 };

// Delay loop = 6000000 us
// Timeout = 8.000000
function milliseconds(text: string): number | undefined {
  const [, number, unit = 's'] = /^([\d.]+)(?: (\w+))?$/.exec(text) ?? [];
  const scale = MS_PER_UNIT[unit];
  return number === undefined || scale === undefined ? undefined : Math.round(Number(number) * scale);
}

function readChecker(title: Line, fields: Map<string, string>): HealthChecker {
  const [, service, servicePort, server = '', serverPort] = TITLE.exec(title.text) ?? [];
  /** The first of the fields that is there. */
  const time = (...names: string[]): number => {
    const written = names.map((name) => fields.get(name)).find((value) => value !== undefined);
    const read = milliseconds(written ?? '');
    if (read === undefined) throw new ParseError(`"${names[0]}" of a health checker`, title.number, title.text);
    return read;
  };
  const delayLoopMs = time('Delay loop');
  return {
    service: service === undefined ? undefined : { address: service, port: Number(servicePort) },
    server: { address: server, port: Number(serverPort) },
    // HTTP_GET, http protocol 1.0
    method: fields.get('Keepalive method')?.split(',', 1)[0] ?? '',
    isUp: fields.get('Up') === 'yes',
    delayLoopMs,
    retries: Number(fields.get('Retries') ?? 0),
    delayBeforeRetryMs: time('Delay before retry', 'Default delay before retry'),
    // A script without a time of its own has that of the loop, and keepalived prints 0.
    connectTimeoutMs: time('Timeout', 'timeout') || delayLoopMs,
  };
}

/** @throws ParseError when a checker lacks a time */
export function parseHealthCheckers(text: string): HealthChecker[] {
  const lines = splitLines(text.slice(Math.max(0, text.indexOf(SECTION))));
  const blocks: { title: Line; fields: Map<string, string> }[] = [];
  for (const line of lines) {
    if (TITLE.test(line.text)) blocks.push({ title: line, fields: new Map() });
    const [name, value] = line.text.split(' = ', 2);
    if (name !== undefined && value !== undefined) blocks.at(-1)?.fields.set(name, value);
  }
  return blocks.map(({ title, fields }) => readChecker(title, fields));
}
