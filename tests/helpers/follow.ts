/** A request of experiment 1 that was followed, as captures and looks at the nodes would have it. */
import { trailsOf } from '../../src/diagnosis/trail.ts';
import { wayOf } from '../../src/diagnosis/way.ts';
import type { Sight } from '../../src/diagnosis/hop.ts';
import type { Request } from '../../src/lab/checks/common.ts';
import type { Lab } from '../../src/lab/lab.ts';
import type { Followed, Look, NodeFollowed } from '../../src/probes/follow.ts';
import type { HttpResult } from '../../src/probes/http-result.ts';
import type { Snapshot } from '../../src/probes/snapshot.ts';
import { parseIptablesSave } from '../../src/parsers/iptables-save.ts';
import { parseTcpdump } from '../../src/parsers/tcpdump.ts';
import { FROM_LAN, VIP } from './cause.ts';
import { LAB } from './judge.ts';
import { solved } from './snapshot.ts';
import { MAC, noResponse } from './wire.ts';

export const OWN = '192.168.0.220';
const PORT = 40001;
const SEQ = 1000;

/** As tcpdump prints them. */
export const SYN = `${OWN}.${PORT} > ${VIP}.80: Flags [S], seq ${SEQ}, win 64240, length 0`;
export const SYN_ACK = `${VIP}.80 > ${OWN}.${PORT}: Flags [S.], seq 5, ack ${SEQ + 1}, win 65160, length 0`;
export const RST = `${VIP}.80 > ${OWN}.${PORT}: Flags [R.], seq 0, ack ${SEQ + 1}, win 0, length 0`;
export const ACK = `${OWN}.${PORT} > ${VIP}.80: Flags [.], ack 1, win 502, length 0`;

type Name = keyof typeof MAC;
/** Who sent it, who got it, and what it was. */
export type Seen = readonly [from: Name, to: Name, text: string];

const frameLine = ([from, to, text]: Seen): string =>
  `1795335314.045895 ${MAC[from]} > ${MAC[to]}, ethertype IPv4 (0x0800), length 74: ${text}\n`;

/** Who has an address? */
export const arpLine = (from: Name, target: string, tell: string): string =>
  `1795335314.045895 ${MAC[from]} > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: Request who-has ${target} tell ${tell}, length 28\n`;

/** The same packet from node to node. */
export const along = (text: string, ...nodes: Name[]): Seen[] =>
  nodes.slice(1).map((to, index) => [nodes[index] as Name, to, text]);

const NOTHING: Look = {
  rules: [],
  policies: [],
  nftRuleset: '',
  listeners: [{ address: '0.0.0.0', port: 80 }],
  counters: {},
  routeRules: ['0:\tfrom all lookup 255', '32766:\tfrom all lookup 254', '32767:\tfrom all lookup 253'],
  connections: undefined,
  thresholds: [],
};

/** What IPVS has of the request, when it took it. */
export const ENTRY = {
  protocol: 'TCP',
  state: 'SYN_RECV',
  expiresSeconds: 50,
  client: { address: OWN, port: PORT },
  virtual: { address: VIP, port: 80 },
  destination: { address: '192.168.0.223', port: 80 },
};

interface Change {
  frames: Seen[];
  arps?: string[];
  result?: HttpResult;
  /** By node, both looks or the second alone. */
  looks?: Record<string, Partial<Look>>;
  after?: Record<string, Partial<Look>>;
  routes?: Followed['routes'];
}

export function followedAs({
  frames,
  arps = [],
  result = noResponse(28),
  looks = {},
  after = {},
  routes = [],
}: Change): Followed {
  const names = ['gateway', 'lvs01', 'lanclient', 'web01', 'web02', 'wanclient'];
  const usual: Record<string, Partial<Look>> = { lvs01: { connections: [ENTRY] } };
  const rows = names.map((name): [string, NodeFollowed] => {
    const look = { ...NOTHING, ...usual[name], ...looks[name] };
    const mine = frames.filter(([from, to]) => from === name || to === name);
    const seen = parseTcpdump([...mine.map(frameLine), ...arps].join(''));
    return [name, { frames: seen, before: look, after: { ...look, ...after[name] } }];
  });
  return { requests: [{ ...result, source: '' }], nodes: Object.fromEntries(rows), routes };
}

/** What a sight has of it. */
export function withTrails(
  change: Change,
  { snapshot = solved(), request = FROM_LAN, lab = LAB }: { snapshot?: Snapshot; request?: Request; lab?: Lab } = {},
): Pick<Sight, 'followed' | 'trails'> {
  const followed = followedAs(change);
  return { followed, trails: trailsOf(followed, snapshot, wayOf(lab, request)) };
}

/** Rules as `iptables-save -c` prints them, before and after. */
export const ruled = (table: string, ...lines: string[]): Pick<Look, 'rules' | 'policies'> =>
  parseIptablesSave([`*${table}`, ...lines, 'COMMIT', ''].join('\n'));
