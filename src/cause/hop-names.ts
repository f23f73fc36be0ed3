/** The hops of a request, in the order in which it meets them. docs/reference/checks.md explains each. */
export const HOP_NAMES = [
  'client-route',
  'gateway-dnat',
  'gateway-forward',
  'gateway-snat',
  'vip-owner',
  'director-vip',
  'director-filter',
  'service',
  'destinations',
  'director-route',
  'director-snat',
  'server-vip',
  'server-tunnel',
  'server-filter',
  'server-page',
  'reply-route',
  'reply-arp',
  'reply-forward',
] as const;

export type HopName = (typeof HOP_NAMES)[number];
