/** The hops by name. A new one is a file in hops/, a name in hop-names.ts and a line here. */
import type { HopName } from '../lab/hop-names.ts';
import type { Hop } from './hop.ts';
import { bypass } from './hops/bypass.ts';
import { clientRoute } from './hops/client-route.ts';
import { destinations } from './hops/destinations.ts';
import { directorFilter } from './hops/director-filter.ts';
import { directorRoute } from './hops/director-route.ts';
import { directorSnat } from './hops/director-snat.ts';
import { directorVip } from './hops/director-vip.ts';
import { firewallMark } from './hops/firewall-mark.ts';
import { gatewayDnat } from './hops/gateway-dnat.ts';
import { gatewayForward } from './hops/gateway-forward.ts';
import { gatewaySnat } from './hops/gateway-snat.ts';
import { lost } from './hops/lost.ts';
import { nodeAddress } from './hops/node-address.ts';
import { remembered } from './hops/remembered.ts';
import { replyArp } from './hops/reply-arp.ts';
import { replyForward } from './hops/reply-forward.ts';
import { replyRoute } from './hops/reply-route.ts';
import { serverFilter } from './hops/server-filter.ts';
import { serverPage } from './hops/server-page.ts';
import { serverTunnel } from './hops/server-tunnel.ts';
import { serverVip } from './hops/server-vip.ts';
import { service } from './hops/service.ts';
import { tunnelMtu } from './hops/tunnel-mtu.ts';
import { vipOwner } from './hops/vip-owner.ts';

export const HOPS: Record<HopName, Hop> = {
  'node-address': nodeAddress,
  'client-route': clientRoute,
  'gateway-dnat': gatewayDnat,
  'gateway-forward': gatewayForward,
  'gateway-snat': gatewaySnat,
  'vip-owner': vipOwner,
  'director-vip': directorVip,
  bypass,
  'director-filter': directorFilter,
  'firewall-mark': firewallMark,
  service,
  destinations,
  'director-route': directorRoute,
  'director-snat': directorSnat,
  'server-vip': serverVip,
  'server-tunnel': serverTunnel,
  'tunnel-mtu': tunnelMtu,
  'server-filter': serverFilter,
  'server-page': serverPage,
  'reply-route': replyRoute,
  'reply-arp': replyArp,
  'reply-forward': replyForward,
  remembered,
  lost,
};

/** A question by ARP goes no further than to who answers it. */
export const ARP_HOPS: readonly HopName[] = ['node-address', 'vip-owner', 'director-vip', 'remembered'];

/** Named only when nothing explains any of the effects that are missing: others may be the reason for what these see. */
export const LAST_HOPS: readonly HopName[] = ['remembered', 'lost'];
