/** The kinds of check as a lab file has them. A new kind is declared in a file of this folder and has a line here. */
import { z } from 'zod';
import type { CheckFacts } from './common.ts';
import { arpAnnounce, arpMatrix, arpOwner } from './arp.ts';
import { drain, failover, serverFailure } from './failures.ts';
import { acceptance, arrivals, http } from './http.ts';
import { ipvsConnection, ipvsDestinations, ipvsService, ipvsTimeouts } from './ipvs.ts';
import { scheduler, synBurst, workload } from './load.ts';
import { natReturn, natRule } from './nat.ts';
import { nodeAddress, ping, replyWay, route, sysctl } from './routing.ts';
import { drawn, script } from './student.ts';
import { healthChecks, keepalived, vipOwner, vrrpAgreement } from './vrrp.ts';
import { directReturn, distribution, trace } from './wire.ts';

export const checkSchema = z.discriminatedUnion('kind', [
  acceptance.schema,
  nodeAddress.schema,
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
export type CheckOf<Kind extends Check['kind']> = Extract<Check, { kind: Kind }>;

const FACTS = {
  acceptance: acceptance,
  address: nodeAddress,
  'arp-announce': arpAnnounce,
  'arp-matrix': arpMatrix,
  'arp-owner': arpOwner,
  arrivals: arrivals,
  'direct-return': directReturn,
  distribution: distribution,
  drain: drain,
  drawn: drawn,
  failover: failover,
  'health-checks': healthChecks,
  http: http,
  'ipvs-connection': ipvsConnection,
  'ipvs-destinations': ipvsDestinations,
  'ipvs-service': ipvsService,
  'ipvs-timeouts': ipvsTimeouts,
  keepalived: keepalived,
  'nat-return': natReturn,
  'nat-rule': natRule,
  ping: ping,
  'reply-way': replyWay,
  route: route,
  script: script,
  scheduler: scheduler,
  'server-failure': serverFailure,
  'syn-burst': synBurst,
  sysctl: sysctl,
  trace: trace,
  'vip-owner': vipOwner,
  'vrrp-agreement': vrrpAgreement,
  workload: workload,
};

/** What is known of a check before anything is observed. The map above pairs each name with the kind whose schema has that
 * name, which TypeScript cannot follow through an index: the cast is here, once. */
export const factsOf = (check: Check): CheckFacts<Check> => FACTS[check.kind] as unknown as CheckFacts<Check>;

/** Whether observing it breaks something, which it mends again. */
export const isDisruptive = (check: Check): boolean => factsOf(check).disturbs !== undefined;
