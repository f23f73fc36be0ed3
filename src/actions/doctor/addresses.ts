/** Who else has addresses of the pool that lab networks get their subnets from. Pure. */
import { overlaps, parseSubnet } from '../../util/address.ts';
import type { EngineNetwork } from '../../orchestrator/engine.ts';
import { LABEL } from '../../orchestrator/names.ts';
import { freeSubnets, POOL_NAME } from '../../orchestrator/subnets.ts';
import { fitting, showFitting, type Demand } from './demand.ts';
import type { Finding } from './finding.ts';

/** Fewer than these for the largest lab are worth a word: a class. */
const A_CLASS = 40;

/** The smallest networks that can still be made. */
const countFree = (taken: string[]): number => Array.from(freeSubnets('', 1, taken)).length;

export function judgeAddresses(networks: EngineNetwork[], demands: Demand[]): Finding {
  const pool = parseSubnet(POOL_NAME);
  const inPool = networks.flatMap(({ name, subnet: cidr, labels }) => {
    const subnet = cidr === undefined ? undefined : parseSubnet(cidr);
    return pool && cidr !== undefined && subnet && overlaps(pool, subnet)
      ? [{ name, cidr, prefix: subnet.prefix, isOurs: labels[LABEL.instance] !== undefined }]
      : [];
  });
  const free = countFree(inPool.map(({ cidr }) => cidr));
  const counts = fitting(demands, 'networks', free);
  const fewest = Math.min(...counts);
  const others = inPool.filter(({ isOurs }) => !isOurs).toSorted((a, b) => a.prefix - b.prefix);
  const taken =
    others.length === 0
      ? ''
      : `; taken by ${others
          .slice(0, 3)
          .map(({ name, cidr }) => `${name} (${cidr})`)
          .join(', ')}${others.length > 3 ? ' …' : ''}`;
  const message = `${POOL_NAME} has addresses for ${showFitting(demands, counts)}${taken}`;
  if (fewest >= A_CLASS) return { id: 'addresses', level: 'ok', message };
  const [widest] = others;
  const advice = widest
    ? `Give that network other addresses: \`docker network rm ${widest.name}\`, and make it anew with another --subnet.`
    : 'Stop instances that are not used: `lab list`, `lab stop`.';
  return { id: 'addresses', level: fewest === 0 ? 'problem' : 'note', message, advice };
}
