/** `ipvsadm -Ln`, with or without `--tun-info`. */
import type { Endpoint } from './endpoint.ts';
import { isTitle, readRow, type ServiceName } from './ipvsadm-rows.ts';
import { readCount, splitLines } from './lines.ts';
import { ParseError } from './parse-error.ts';

export interface Destination extends Endpoint {
  method: 'dr' | 'nat' | 'tun' | 'local';
  /** Only with `--tun-info`, as it is printed: `ipip`, `gue:5555:-c` (-c no checksum, +c, r+c remote), `gre:+c`. */
  tunnel?: string;
  weight: number;
  activeConnections: number;
  inactiveConnections: number;
}

export interface VirtualService extends ServiceName {
  scheduler: string;
  /** sh-port, flag-1, ops … */
  flags: string[];
  onePacket: boolean;
  /** undefined: no persistence. */
  persistenceSeconds: number | undefined;
  /** Dotted for IPv4, a prefix length for IPv6; undefined when the full address counts. */
  persistenceMask: string | undefined;
  /** Only with `--pe`: sip. */
  persistenceEngine?: string;
  destinations: Destination[];
}

type Settings = Omit<VirtualService, keyof ServiceName | 'destinations'>;

const WHAT = 'a row of ipvsadm -Ln';
const METHODS: ReadonlyMap<string, Destination['method']> = new Map([
  ['Route', 'dr'],
  ['Masq', 'nat'],
  ['Tunnel', 'tun'],
  ['Local', 'local'],
]);

// sh (sh-fallback,sh-port) persistent 360 mask 255.255.255.0
// rr persistent 60 pe sip
// rr ops
const SETTINGS = /^(\S+)(?: \(([^()]*)\))?(?: persistent (\d+)(?: mask (\S+))?(?: pe (\S+))?)?( ops)?$/;

function readSettings(text: string): Settings | undefined {
  const found = SETTINGS.exec(text);
  if (!found) return undefined;
  const [, scheduler = '', flags, seconds, mask, engine, ops] = found;
  return {
    scheduler,
    flags: [...(flags?.split(',') ?? []), ...(ops ? ['ops'] : [])],
    onePacket: ops !== undefined,
    persistenceSeconds: readCount(seconds),
    persistenceMask: mask,
    ...(engine !== undefined && { persistenceEngine: engine }),
  };
}

// Forward Weight ActiveConn InActConn, and with --tun-info: Forward TunnelInfo Weight ActiveConn InActConn
function readDestination(endpoint: Endpoint, columns: string[]): Destination | undefined {
  const [forward = '', ...rest] = columns;
  const tunnel = rest.length === 4 ? rest.shift() : undefined;
  const method = METHODS.get(forward);
  const [weight, active, inactive] = rest.map(readCount);
  if (!method || rest.length !== 3) return undefined;
  if (weight === undefined || active === undefined || inactive === undefined) return undefined;
  const counts = { weight, activeConnections: active, inactiveConnections: inactive };
  return { ...endpoint, method, ...(tunnel !== undefined && tunnel !== 'n/a' && { tunnel }), ...counts };
}

/** Adds what the row says to `services`; false when it says nothing that fits there. */
function addRow(services: VirtualService[], text: string): boolean {
  const row = readRow(text);
  if (row?.kind === 'service') {
    const settings = readSettings(row.rest.join(' '));
    if (settings) services.push({ ...row.name, ...settings, destinations: [] });
    return settings !== undefined;
  }
  const destination = row && readDestination(row.endpoint, row.rest);
  const service = services.at(-1);
  if (destination && service) service.destinations.push(destination);
  return destination !== undefined && service !== undefined;
}

/** In the order printed: by protocol, address and port. Nothing printed, as without ip_vs, gives no services.
 * @throws ParseError */
export function parseServices(text: string): VirtualService[] {
  const services: VirtualService[] = [];
  for (const { number, text: row } of splitLines(text)) {
    if (!isTitle(row) && !addRow(services, row)) throw new ParseError(WHAT, number, row);
  }
  return services;
}
