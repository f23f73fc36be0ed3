/** Parses a VRRP advertisement printed by tcpdump. */
import type { Frame } from './tcpdump.ts';

export interface Advertisement {
  /** Seconds since the epoch. */
  time: number;
  sourceMac: string;
  /** The sender's address. */
  source: string;
  version: 2 | 3;
  virtualRouterId: number;
  /** 0: the sender releases the address. */
  priority: number;
  advertIntervalMs: number;
}

// VRRPv2, Advertisement, vrid 55, prio 150, authtype simple, intvl 1s, length 20
// VRRPv3, Advertisement, vrid 55, prio 150, intvl 50cs, length 12
const DETAIL = /^VRRPv([23]), Advertisement,(?: \([^)]*\),)? vrid (\d+), prio (\d+),.* intvl (\d+)(c?s)\b/;

/** undefined for any other frame. */
export function readAdvertisement({ time, sourceMac, packet }: Frame): Advertisement | undefined {
  if (packet.type !== 'ip' || packet.protocol !== 'vrrp') return undefined;
  const [, version, virtualRouterId, priority, interval, unit] = DETAIL.exec(packet.detail) ?? [];
  if (version === undefined) return undefined;
  return {
    time,
    sourceMac,
    source: packet.source.address,
    version: version === '3' ? 3 : 2,
    virtualRouterId: Number(virtualRouterId),
    priority: Number(priority),
    advertIntervalMs: Number(interval) * (unit === 'cs' ? 10 : 1000),
  };
}
