/** The hops of a request, in the order in which it meets them. docs/reference/checks.md explains each. */
export const HOP_NAMES = [
  'node-address',
  'client-route',
  'gateway-dnat',
  'gateway-forward',
  'gateway-snat',
  'vip-owner',
  'director-vip',
  'bypass',
  'director-filter',
  'firewall-mark',
  'service',
  'destinations',
  'director-route',
  'director-snat',
  'server-vip',
  'server-tunnel',
  'tunnel-mtu',
  'server-filter',
  'server-page',
  'reply-route',
  'reply-arp',
  'reply-forward',
  'remembered',
  'lost',
] as const;

export type HopName = (typeof HOP_NAMES)[number];
