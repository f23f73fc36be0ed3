/** Parses `ipvsadm -Ln`, with or without `--tun-info`, and with `--thresholds` or `--persistent-conn`. */
import type { Endpoint, Printed } from './endpoint.ts';
import { eachRow, type ServiceName, type Table } from './ipvsadm-rows.ts';
import { allDefined, readCount } from './lines.ts';

export type Method = 'dr' | 'nat' | 'tun' | 'local';

export interface Destination extends Endpoint {
  method: Method;
  /** Only with `--tun-info`, as it is printed: `ipip`, `gue:5555:-c` (-c no checksum, +c, r+c remote), `gre:+c`. */
  tunnel?: string;
  weight: number;
  activeConnections: number;
  inactiveConnections: number;
}

/** A row of `--thresholds`. */
export interface Threshold extends Endpoint {
  /** The server gets no new connections from the upper number on, and gets them again below the lower one; 0: no limit. */
  upper: number;
  lower: number;
  activeConnections: number;
  inactiveConnections: number;
}

/** A row of `--persistent-conn`. */
export interface Persistence extends Endpoint {
  weight: number;
  persistentConnections: number;
  activeConnections: number;
  inactiveConnections: number;
}

export interface ServiceSettings {
  scheduler: string;
  /** sh-port, flag-1, ops … */
  flags: string[];
  onePacket: boolean;
  /** undefined: the service has no persistence. */
  persistenceSeconds: number | undefined;
  /** Dotted for IPv4, a prefix length for IPv6; undefined when the full address counts. */
  persistenceMask: string | undefined;
  /** Only with `--pe`: sip. */
  persistenceEngine?: string;
}

export interface ServiceWith<To> extends ServiceName, ServiceSettings {
  destinations: To[];
}

export type VirtualService = ServiceWith<Destination>;

const METHODS: ReadonlyMap<string, Method> = new Map([
  ['Route', 'dr'],
  ['Masq', 'nat'],
  ['Tunnel', 'tun'],
  ['Local', 'local'],
]);

// sh (sh-fallback,sh-port) persistent 360 mask 255.255.255.0
// rr persistent 60 pe sip
// rr ops
const SETTINGS = /^([a-z][\w-]*)(?: \(([\w,-]+)\))?(?: persistent (\d+)(?: mask ([\d.]+))?(?: pe ([\w-]+))?)?( ops)?$/;

function readSettings(text: string): ServiceSettings | undefined {
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

type Four = [number, number, number, number];

function readFour(columns: string[]): Four | undefined {
  const values = allDefined(columns.map(readCount));
  return values?.length === 4 ? (values as Four) : undefined;
}

function readThreshold(endpoint: Endpoint, columns: string[]): Threshold | undefined {
  const values = readFour(columns);
  if (!values) return undefined;
  const [upper, lower, activeConnections, inactiveConnections] = values;
  return { ...endpoint, upper, lower, activeConnections, inactiveConnections };
}

function readPersistence(endpoint: Endpoint, columns: string[]): Persistence | undefined {
  const values = readFour(columns);
  if (!values) return undefined;
  const [weight, persistentConnections, activeConnections, inactiveConnections] = values;
  return { ...endpoint, weight, persistentConnections, activeConnections, inactiveConnections };
}

type ReadColumns<To> = (endpoint: Endpoint, columns: string[]) => To | undefined;

function parseTable<To>(
  text: string,
  table: Table,
  printed: Printed | undefined,
  readColumns: ReadColumns<To>,
): ServiceWith<To>[] {
  const services: ServiceWith<To>[] = [];
  eachRow(text, table, printed, (row) => {
    if (row.kind === 'service') {
      const settings = readSettings(row.rest.join(' '));
      if (settings) services.push({ ...row.name, ...settings, destinations: [] });
      return settings !== undefined;
    }
    const destination = readColumns(row.endpoint, row.rest);
    const service = services.at(-1);
    if (destination && service) service.destinations.push(destination);
    return destination !== undefined && service !== undefined;
  });
  return services;
}

const SERVICES: Table = { what: 'a row of ipvsadm -Ln', column: ' Scheduler ' };
const THRESHOLDS: Table = { what: 'a row of ipvsadm -Ln --thresholds', column: ' Uthreshold ' };
const PERSISTENCE: Table = { what: 'a row of ipvsadm -Ln --persistent-conn', column: ' PersistConn ' };

/** In the order printed: by protocol, address and port. Nothing printed, as without ip_vs, gives no services.
 * @throws ParseError */
export const parseServices = (text: string, printed?: Printed): VirtualService[] =>
  parseTable(text, SERVICES, printed, readDestination);

/** @throws ParseError */
export const parseThresholds = (text: string, printed?: Printed): ServiceWith<Threshold>[] =>
  parseTable(text, THRESHOLDS, printed, readThreshold);

/** @throws ParseError */
export const parsePersistence = (text: string, printed?: Printed): ServiceWith<Persistence>[] =>
  parseTable(text, PERSISTENCE, printed, readPersistence);
