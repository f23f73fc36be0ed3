/** What a hop is judged from: requests in the solved experiment 1, with what a test changes. */
import { walk, type BrokenHop } from '../../src/diagnosis/walk.ts';
import type { Sight } from '../../src/diagnosis/hop.ts';
import { wayOf } from '../../src/diagnosis/way.ts';
import type { Request } from '../../src/lab/checks/common.ts';
import { nodeSeen, type NodeSnapshot, type Snapshot } from '../../src/probes/snapshot.ts';
import type { ArpReply } from '../../src/parsers/arping.ts';
import { parseIptablesSave } from '../../src/parsers/iptables-save.ts';
import type { Route } from '../../src/parsers/ip-json.ts';
import { LAB } from './judge.ts';
import { solved } from './snapshot.ts';
import { MAC } from './wire.ts';

export const VIP = '192.168.0.240';

export const FROM_LAN: Request = { from: 'lanclient', address: VIP, protocol: 'tcp', port: 80 };
export const FROM_WAN: Request = { from: 'wanclient', address: '192.168.200.100', protocol: 'tcp', port: 80 };
export const PING_OUT: Request = { from: 'lanclient', address: '192.168.200.200', protocol: 'icmp', port: undefined };
export const ARP_ONLY: Request = { from: 'lanclient', address: VIP, protocol: 'arp', port: undefined };

export const repliesOf = (...macs: string[]): ArpReply[] => macs.map((mac, index) => ({ mac, address: VIP, index }));

type Change = Partial<Omit<Sight, 'way'>> & { request?: Request; source?: string };

export function sightOf({ request = FROM_LAN, source, ...change }: Change = {}): Sight {
  const lab = change.lab ?? LAB;
  const seen = { lab, snapshot: solved(), arp: repliesOf(MAC.lvs01), pages: {}, frames: undefined };
  return { ...seen, ...change, way: wayOf(lab, request, source) };
}

export const brokenIn = (change: Change = {}): BrokenHop | undefined => walk(sightOf(change));

export const hopIn = (change: Change = {}): string | undefined => {
  const broken = brokenIn(change);
  return broken && `${broken.hop} ${broken.node}`;
};

/** The solved experiment with some nodes changed. */
export function changed(changes: Record<string, (seen: NodeSnapshot) => void>): Snapshot {
  const snapshot = solved();
  for (const [node, change] of Object.entries(changes)) change(nodeSeen(snapshot, node));
  return snapshot;
}

/** Rules as iptables-save prints them, in place of those that the node has. */
export const rules =
  (table: string, ...lines: string[]) =>
  (seen: NodeSnapshot): void => {
    const { rules: read, policies } = parseIptablesSave([`*${table}`, ...lines, 'COMMIT', ''].join('\n'));
    seen.rules = [...seen.rules.filter((rule) => rule.table !== table), ...read];
    seen.policies = [...seen.policies.filter((policy) => policy.table !== table), ...policies];
    seen.nftRuleset = '';
  };

export const sysctl =
  (name: string, value: number) =>
  (seen: NodeSnapshot): void =>
    void (seen.sysctls[name] = String(value));

export const route = (destination: string, via?: string, change: Partial<Route> = {}): Route => ({
  destination,
  via,
  device: 'eth0',
  source: undefined,
  table: 'main',
  type: 'unicast',
  metric: 0,
  ...change,
});
