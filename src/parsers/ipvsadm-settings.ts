/** Parses `ipvsadm -Ln --timeout` and `ipvsadm -Ln --daemon`. */
import { mapLines, readCount, splitLines } from './lines.ts';
import { ParseError } from './parse-error.ts';

export interface Timeouts {
  tcpSeconds: number;
  tcpFinSeconds: number;
  udpSeconds: number;
}

/** Undefined fields were not printed. */
export interface SyncDaemon {
  role: 'master' | 'backup';
  device: string;
  syncId: number;
  maxLength: number | undefined;
  group: string | undefined;
  port: number | undefined;
  ttl: number | undefined;
}

const TIMEOUTS = /^Timeout \(tcp tcpfin udp\): (\d+) (\d+) (\d+)$/;
const DAEMON = /^(master|backup) sync daemon \(([^()]*)\)$/;

// Timeout (tcp tcpfin udp): 900 120 300
/** @throws ParseError also when nothing was printed: the kernel always has timeouts */
export function parseTimeouts(text: string): Timeouts {
  const [line = { number: 1, text: '' }] = splitLines(text);
  const [tcpSeconds, tcpFinSeconds, udpSeconds] = (TIMEOUTS.exec(line.text) ?? []).slice(1).map(Number);
  if (tcpSeconds === undefined || tcpFinSeconds === undefined || udpSeconds === undefined) {
    throw new ParseError('the line of ipvsadm -Ln --timeout', line.number, line.text);
  }
  return { tcpSeconds, tcpFinSeconds, udpSeconds };
}

// master sync daemon (mcast=eth0, syncid=51, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)
function readDaemon(text: string): SyncDaemon | undefined {
  const [, role, list = ''] = DAEMON.exec(text) ?? [];
  const values = new Map([...list.matchAll(/(\w+)=([^,\s]+)/g)].map(([, name, value]) => [name, value]));
  const device = values.get('mcast');
  const syncId = readCount(values.get('syncid'));
  if ((role !== 'master' && role !== 'backup') || !device || syncId === undefined) return undefined;
  const [maxLength, port, ttl] = ['maxlen', 'port', 'ttl'].map((name) => readCount(values.get(name)));
  return { role, device, syncId, maxLength, group: values.get('group'), port, ttl };
}

/** If no daemon runs, nothing is printed and the list is empty. @throws ParseError */
export const parseDaemons = (text: string): SyncDaemon[] =>
  mapLines(splitLines(text), 'a row of ipvsadm -Ln --daemon', readDaemon);
