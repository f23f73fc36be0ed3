/** Parses `ipvsadm -Ln --stats` and `ipvsadm -Ln --rate`, with or without `--exact`. */
import type { Printed } from './endpoint.ts';
import { eachRow, type Row, type Table } from './ipvsadm-rows.ts';
import { allDefined } from './lines.ts';

export interface CounterRow {
  /** `TCP 192.168.0.224:80`, `TCP [2001:db8::224]:80`, `FWM 1`, `FWM 2 IPv6`. */
  service: string;
  /** `192.168.0.221:80`; undefined: the row of the service itself, which also counts removed destinations. */
  destination: string | undefined;
}

/** Since the service was added or zeroed (`-Z`). Out are responses that pass the director: all of NAT's, none of
 * direct routing and tunnels, where the director's own ICMP errors and resets are all that is counted. */
export interface StatsRow extends CounterRow {
  connections: number;
  packetsIn: number;
  packetsOut: number;
  bytesIn: number;
  bytesOut: number;
}

/** The kernel's moving averages per second. */
export interface RateRow extends CounterRow {
  connectionsPerSecond: number;
  packetsInPerSecond: number;
  packetsOutPerSecond: number;
  bytesInPerSecond: number;
  bytesOutPerSecond: number;
}

type Five = [number, number, number, number, number];

interface Counted extends CounterRow {
  values: Five;
}

const FACTORS: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

// 157745K, which --exact prints as 157745524: digits hidden by a suffix are truncated, not rounded
function readLargeNumber(word: string): number | undefined {
  const [, digits, suffix = ''] = /^(\d+)([KMGT]?)$/.exec(word) ?? [];
  return digits === undefined ? undefined : Number(digits) * (FACTORS[suffix] ?? 1);
}

function readFive(columns: string[]): Five | undefined {
  const values = allDefined(columns.map(readLargeNumber));
  return values?.length === 5 ? (values as Five) : undefined;
}

/** `service` is the service of the current rows; undefined if the row is not valid there. */
function readCounted(row: Row, service: string | undefined): Counted | undefined {
  const values = readFive(row.rest);
  if (!values) return undefined;
  const name = row.words.join(' ');
  if (row.kind === 'service') return { service: name, destination: undefined, values };
  return service === undefined ? undefined : { service, destination: name, values };
}

function parseCounted(text: string, table: Table, printed: Printed | undefined): Counted[] {
  const counted: Counted[] = [];
  eachRow(text, table, printed, (row) => {
    const read = readCounted(row, counted.at(-1)?.service);
    if (read) counted.push(read);
    return read !== undefined;
  });
  return counted;
}

const STATS: Table = { what: 'a row of ipvsadm -Ln --stats', column: ' Conns ' };
const RATE: Table = { what: 'a row of ipvsadm -Ln --rate', column: ' CPS ' };

// TCP  192.168.0.224:5002                  1    67172    35416    1156M  1841676
/** @throws ParseError */
export const parseStats = (text: string, printed?: Printed): StatsRow[] =>
  parseCounted(text, STATS, printed).map(({ values, ...row }) => {
    const [connections, packetsIn, packetsOut, bytesIn, bytesOut] = values;
    return { ...row, connections, packetsIn, packetsOut, bytesIn, bytesOut };
  });

// TCP  192.168.0.224:5002                  0     3045     1595 52623713    82946
/** @throws ParseError */
export const parseRate = (text: string, printed?: Printed): RateRow[] =>
  parseCounted(text, RATE, printed).map(({ values, ...row }) => ({
    ...row,
    connectionsPerSecond: values[0],
    packetsInPerSecond: values[1],
    packetsOutPerSecond: values[2],
    bytesInPerSecond: values[3],
    bytesOutPerSecond: values[4],
  }));
