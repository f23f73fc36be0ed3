/** What an observer prints, as it comes in, and what a node is by all parts together. Pure. */
import { readKeepalived } from '../probes/keepalived-script.ts';
import type { NodeSnapshot } from '../probes/snapshot.ts';
import { parseAddresses, parseLinks, parseNeighbours, parseRoutes } from '../parsers/ip-json.ts';
import { parseIptablesSave } from '../parsers/iptables-save.ts';
import { parseStats, type StatsRow } from '../parsers/ipvsadm-counters.ts';
import { parseServices } from '../parsers/ipvsadm-services.ts';
import { parseDaemons, parseTimeouts } from '../parsers/ipvsadm-settings.ts';
import { parseSysctlFiles } from '../parsers/sysctl.ts';

/** The longest part that is taken in, in bytes: a node's whole state is a few KiB. */
const MAX_PART_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 100;
const HEADER = /^(?:part ([a-z-]{1,40}) (\d{1,9})|(look))$/;

/** Thrown when an observer prints what it never prints: it is ended and started anew. */
export class ObserverGarbled extends Error {
  override readonly name = 'ObserverGarbled';
}

/** Cuts the output of OBSERVER_SCRIPT into parts. */
export class PartReader {
  #rest: Buffer = Buffer.alloc(0);
  readonly parts = new Map<string, string>();

  /** @returns whether a round of parts is complete. @throws ObserverGarbled */
  take(chunk: Buffer): boolean {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let isComplete = false;
    for (;;) {
      const end = this.#rest.indexOf(10);
      if (end === -1 && this.#rest.length <= MAX_HEADER_BYTES) return isComplete;
      const line = this.#rest.subarray(0, Math.max(0, end)).toString('latin1');
      const [, name, length, look] = HEADER.exec(line) ?? [];
      const size = Number(length ?? 0);
      if ((name === undefined && look === undefined) || size > MAX_PART_BYTES) {
        throw new ObserverGarbled(
          `an observer printed "${line.slice(0, MAX_HEADER_BYTES)}", expected a part or "look"`,
        );
      }
      if (this.#rest.length < end + 1 + size) return isComplete;
      if (name !== undefined) this.parts.set(name, this.#rest.subarray(end + 1, end + 1 + size).toString('utf8'));
      this.#rest = this.#rest.subarray(end + 1 + size);
      isComplete = look !== undefined;
    }
  }
}

export interface NodeSeen {
  snapshot: NodeSnapshot;
  /** Rows of `ipvsadm -Ln --stats`; empty without ip_vs. */
  stats: StatsRow[];
}

const NO_SERVICES = 'none';

/** @throws ParseError */
export function nodeFrom(parts: ReadonlyMap<string, string>): NodeSeen {
  const part = (name: string): string => parts.get(name) ?? '';
  const { rules, policies } = parseIptablesSave(part('rules'));
  const hasIpvs = parts.has('services') && part('services') !== NO_SERVICES && parts.has('timeouts');
  // A part that was emptied is one that is no longer there.
  const keepalived = Object.fromEntries(
    [...parts].filter(([name, text]) => name.startsWith('keepalived-') && (text !== '' || name === 'keepalived-test')),
  );
  const hasKeepalived = 'keepalived-file' in keepalived || 'keepalived-pid' in keepalived;
  return {
    stats: hasIpvs ? parseStats(part('stats')) : [],
    snapshot: {
      links: parseLinks(part('addresses')),
      addresses: parseAddresses(part('addresses')),
      routes: parseRoutes(part('routes')),
      neighbours: parseNeighbours(part('neighbours')),
      sysctls: parseSysctlFiles(part('sysctls')),
      ipvs: hasIpvs
        ? {
            services: parseServices(part('services')),
            timeouts: parseTimeouts(part('timeouts')),
            syncDaemons: parseDaemons(part('daemons')),
          }
        : undefined,
      rules,
      policies,
      nftRuleset: part('nft'),
      keepalived: hasKeepalived ? readKeepalived(keepalived) : undefined,
    },
  };
}
