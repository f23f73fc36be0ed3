/** The kinds of check. A new kind is one file and one line in each of the two lists here. */
import { z } from 'zod';
import * as acceptance from './acceptance.ts';
import * as address from './address.ts';
import * as arpAnnounce from './arp-announce.ts';
import * as arpMatrix from './arp-matrix.ts';
import * as arpOwner from './arp-owner.ts';
import * as arrivals from './arrivals.ts';
import * as directReturn from './direct-return.ts';
import * as distribution from './distribution.ts';
import * as drain from './drain.ts';
import * as drawn from './drawn.ts';
import * as failover from './failover.ts';
import * as healthChecks from './health-checks.ts';
import * as http from './http.ts';
import * as ipvsConnection from './ipvs-connection.ts';
import * as ipvsDestinations from './ipvs-destinations.ts';
import * as ipvsService from './ipvs-service.ts';
import * as ipvsTimeouts from './ipvs-timeouts.ts';
import * as keepalived from './keepalived.ts';
import type { CheckKind } from './kind.ts';
import * as natReturn from './nat-return.ts';
import * as natRule from './nat-rule.ts';
import * as ping from './ping.ts';
import * as replyWay from './reply-way.ts';
import * as route from './route.ts';
import * as script from './script.ts';
import * as scheduler from './scheduler.ts';
import * as serverFailure from './server-failure.ts';
import * as synBurst from './syn-burst.ts';
import * as sysctl from './sysctl.ts';
import * as trace from './trace.ts';
import * as vipOwner from './vip-owner.ts';
import * as vrrpAgreement from './vrrp-agreement.ts';
import * as workload from './workload.ts';

export const checkSchema = z.discriminatedUnion('kind', [
  acceptance.schema,
  address.schema,
  arpAnnounce.schema,
  arpMatrix.schema,
  arpOwner.schema,
  arrivals.schema,
  directReturn.schema,
  distribution.schema,
  drain.schema,
  drawn.schema,
  failover.schema,
  healthChecks.schema,
  http.schema,
  ipvsConnection.schema,
  ipvsDestinations.schema,
  ipvsService.schema,
  ipvsTimeouts.schema,
  keepalived.schema,
  natReturn.schema,
  natRule.schema,
  ping.schema,
  replyWay.schema,
  route.schema,
  script.schema,
  scheduler.schema,
  serverFailure.schema,
  synBurst.schema,
  sysctl.schema,
  trace.schema,
  vipOwner.schema,
  vrrpAgreement.schema,
  workload.schema,
]);

export type Check = z.output<typeof checkSchema>;

const KINDS = {
  acceptance: acceptance.kind,
  address: address.kind,
  'arp-announce': arpAnnounce.kind,
  'arp-matrix': arpMatrix.kind,
  'arp-owner': arpOwner.kind,
  arrivals: arrivals.kind,
  'direct-return': directReturn.kind,
  distribution: distribution.kind,
  drain: drain.kind,
  drawn: drawn.kind,
  failover: failover.kind,
  'health-checks': healthChecks.kind,
  http: http.kind,
  'ipvs-connection': ipvsConnection.kind,
  'ipvs-destinations': ipvsDestinations.kind,
  'ipvs-service': ipvsService.kind,
  'ipvs-timeouts': ipvsTimeouts.kind,
  keepalived: keepalived.kind,
  'nat-return': natReturn.kind,
  'nat-rule': natRule.kind,
  ping: ping.kind,
  'reply-way': replyWay.kind,
  route: route.kind,
  script: script.kind,
  scheduler: scheduler.kind,
  'server-failure': serverFailure.kind,
  'syn-burst': synBurst.kind,
  sysctl: sysctl.kind,
  trace: trace.kind,
  'vip-owner': vipOwner.kind,
  'vrrp-agreement': vrrpAgreement.kind,
  workload: workload.kind,
};

/** The kind of a check. The map above pairs each name with the kind whose schema has that name, which TypeScript cannot
 * follow through an index: the cast is here, once. */
export const kindOf = (check: Check): CheckKind<Check, unknown> =>
  KINDS[check.kind] as unknown as CheckKind<Check, unknown>;

/** Whether observing it breaks something, which it mends again. */
export const isDisruptive = (check: Check): boolean => kindOf(check).disturbs !== undefined;
