/** How each kind of check is judged. A new kind is declared in lab/checks, and has a file and a line in the list here. */
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
import type { CheckFacts } from '../lab/checks/common.ts';
import { factsOf, type Check } from '../lab/checks/kinds.ts';

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

/** The kind of a check: how it is judged, and what is known of it beforehand. The map above pairs each name with the kind
 * that judges its parameters, which TypeScript cannot follow through an index: the cast is here, once. */
export const kindOf = (check: Check): CheckKind<Check, unknown> & CheckFacts<Check> => ({
  ...factsOf(check),
  ...(KINDS[check.kind] as unknown as CheckKind<Check, unknown>),
});
