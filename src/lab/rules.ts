/** The rules across fields of a lab file. A new rule is a function that is listed here. */
import {
  checkIdsApart,
  checkNodesExist,
  failingCostsPoints,
  neededChecksExist,
  noCheckWaitsForItself,
  onlyDisturbersNeedDisturbers,
  scoringChecksAreClaimed,
  somethingScores,
} from './rules/checks.ts';
import { faultChecksExist, faultHopsCanBeFound, faultIdsApart, faultNodesExist } from './rules/faults.ts';
import { interfaceNamesApart, subnetsApart, subnetsCanHaveHosts } from './rules/networks.ts';
import {
  addressesApart,
  addressesFitForHosts,
  addressesInsideTheirSubnet,
  gatewaysAreOthers,
  gatewaysInReach,
  networksExist,
  nodesHaveAnAddress,
  variablesApartFromNodes,
  variablesInsideASubnet,
} from './rules/nodes.ts';
import type { Rule } from './rules/rule.ts';
import {
  drawIdsApart,
  drawNodesExist,
  labStepsFirst,
  stepChecksExist,
  stepIdsApart,
  stepNodesExist,
} from './rules/steps.ts';

export const RULES: Rule[] = [
  subnetsCanHaveHosts,
  subnetsApart,
  interfaceNamesApart,
  networksExist,
  nodesHaveAnAddress,
  addressesInsideTheirSubnet,
  addressesFitForHosts,
  addressesApart,
  variablesInsideASubnet,
  variablesApartFromNodes,
  gatewaysAreOthers,
  gatewaysInReach,
  stepIdsApart,
  stepNodesExist,
  stepChecksExist,
  labStepsFirst,
  drawIdsApart,
  drawNodesExist,
  checkIdsApart,
  checkNodesExist,
  neededChecksExist,
  noCheckWaitsForItself,
  onlyDisturbersNeedDisturbers,
  scoringChecksAreClaimed,
  failingCostsPoints,
  somethingScores,
  faultIdsApart,
  faultNodesExist,
  faultChecksExist,
  faultHopsCanBeFound,
];
