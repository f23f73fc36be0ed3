/** The one command that brings back all that a node shows, and its output as data. Pure. */
import { parseAddresses, parseLinks, parseNeighbours, parseRoutes } from '../parsers/ip-json.ts';
import { parseIptablesSave } from '../parsers/iptables-save.ts';
import { parseConnectedClients } from '../parsers/ip-vs-conn.ts';
import { parseServices } from '../parsers/ipvsadm-services.ts';
import { parseDaemons, parseTimeouts } from '../parsers/ipvsadm-settings.ts';
import { ParseError } from '../parsers/parse-error.ts';
import { parseSysctlFiles } from '../parsers/sysctl.ts';
import { KEEPALIVED_SCRIPT, readKeepalived } from './keepalived-script.ts';
import type { NodeSnapshot } from './snapshot.ts';
import { TOOLS_ONLY } from './tools.ts';

/** The packet filter, with what it has counted. */
export const RULES_PARTS = `nft=$(nft list ruleset 2>/dev/null)
part nft; [ -z "$nft" ] || printf '%s\\n' "$nft"
part rules; [ -z "$nft" ] || iptables-nft-save -c 2>/dev/null
! read -r _ 2>/dev/null </proc/net/ip_tables_names || iptables-legacy-save -c`;

/**
 * Prints `MARK NAME` before each part, where MARK is the variable `mark`: another one each time, since files of the student's are
 * printed too. `mark` comes in by standard input, for all can read what a command was given as arguments. ipvsadm and the legacy iptables would load their modules when asked, which the
 * student must see happen by his own command: they are asked only where the kernel has them already. Tables of routes are
 * asked for by number (-N), since names of them are in files that the student may write. Few processes: a kernel of a node's
 * own takes 20 to 50 ms for each.
 */
export const SNAPSHOT_SCRIPT = `
${TOOLS_ONLY}
part() { echo "$mark $1"; }
part addresses; ip -j address
part routes; ip -N -j route show table all
part neighbours; ip -j neighbour
part sysctls
grep -s . /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/arp_ignore /proc/sys/net/ipv4/conf/*/arp_announce \\
  /proc/sys/net/ipv4/conf/*/rp_filter /proc/sys/net/ipv4/conf/*/forwarding /proc/sys/net/ipv4/vs/*
if [ -e /proc/net/ip_vs ]; then
  part services; ipvsadm -Ln
  part timeouts; ipvsadm -Ln --timeout
  part daemons; ipvsadm -Ln --daemon
  part clients; cat /proc/net/ip_vs_conn
fi
${RULES_PARTS}
${KEEPALIVED_SCRIPT}
part end
`;

/** @throws ParseError when the output was cut off */
export function splitParts(output: string, mark: string): Record<string, string> {
  const parts: Record<string, string> = {};
  for (const chunk of output.split(`${mark} `).slice(1)) {
    const end = chunk.indexOf('\n');
    parts[chunk.slice(0, end).trim()] = chunk.slice(end + 1);
  }
  if (!('end' in parts)) throw new ParseError('the end', output.split('\n').length, output.slice(-200));
  return parts;
}

/** What `ip -j address` printed. @throws ParseError */
export const addressesIn = (output: string, mark: string): string => splitParts(output, mark)['addresses'] ?? '';

/** @param mark that SNAPSHOT_SCRIPT was given. @throws ParseError */
export function parseSnapshot(output: string, mark: string): NodeSnapshot {
  const parts = splitParts(output, mark);
  const part = (name: string): string => parts[name] ?? '';
  const { rules, policies } = parseIptablesSave(part('rules'));
  return {
    links: parseLinks(part('addresses')),
    addresses: parseAddresses(part('addresses')),
    routes: parseRoutes(part('routes')),
    neighbours: parseNeighbours(part('neighbours')),
    sysctls: parseSysctlFiles(part('sysctls')),
    ipvs:
      'services' in parts
        ? {
            services: parseServices(part('services')),
            timeouts: parseTimeouts(part('timeouts')),
            syncDaemons: parseDaemons(part('daemons')),
            clients: parseConnectedClients(part('clients')),
          }
        : undefined,
    rules,
    policies,
    nftRuleset: part('nft'),
    keepalived: readKeepalived(parts),
  };
}
