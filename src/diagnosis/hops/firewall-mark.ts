/** Where the director's service goes by a firewall mark: whether the request gets the mark. */
import type { Text } from '../../lab/primitives.ts';
import { coreOf, endpoints } from '../../models/journey.ts';
import { nodeSeen } from '../../probes/snapshot.ts';
import type { Rule } from '../../parsers/iptables-save.ts';
import { parseNftChains } from '../../parsers/nft-chains.ts';
import { risen } from '../filter.ts';
import { keptAt } from '../forwarded.ts';
import { firstOf, type Hop, type Sight } from '../hop.ts';
import { holdersOf } from './director-vip.ts';
import { serviceFor } from './service.ts';

const isMark = ({ target, text }: Rule): boolean => target === 'MARK' || /\bmark set\b/.test(text);

// -A PREROUTING … -j MARK --set-xmark 0x9/0xffffffff; in nft: meta mark set 0x00000009
const markOf = ({ text }: Rule): number => Number(/(?:--set-x?mark|mark set) (0x[0-9a-f]+|\d+)/.exec(text)?.[1]);

const wrongMark = (node: string, rule: Rule, wanted: number | undefined): Text => ({
  en: `a rule on ${node} gives the request the mark ${markOf(rule)}, and its service goes by the mark ${wanted}: ${rule.text}`,
  zh: `${node} 上的规则给请求打的标记是 ${markOf(rule)}，而虚拟服务是按标记 ${wanted} 的：${rule.text}`,
});

function markRules({ snapshot }: Sight, node: string): string[] {
  const { rules, nftRuleset } = nodeSeen(snapshot, node);
  const nft = parseNftChains(nftRuleset).flatMap((chain) =>
    chain.rules.filter(isMark).map(({ text }) => `nft ${chain.table}: ${text}`),
  );
  const iptables = rules.filter(isMark).map(({ table, text }) => `iptables -t ${table} ${text}`);
  return iptables.length > 0 ? iptables : nft;
}

/** The last rule to mark the request gave it the mark of another service of the lab, which took it. */
function otherServices({ lab, way, followed }: Sight, node: string): Rule | undefined {
  const wanted = way.request.mark;
  const seen = followed?.nodes[node];
  const last = seen && wanted !== undefined ? risen(seen).filter(isMark).at(-1) : undefined;
  const isOthers = lab.checks.some((check) => 'mark' in check && check.mark === (last && markOf(last)));
  return last && isOthers && markOf(last) !== wanted ? last : undefined;
}

export const firewallMark: Hop = (sight) => {
  const { way, followed } = sight;
  return firstOf(holdersOf(sight), (node) => {
    const service = serviceFor(sight.snapshot, node, way);
    const [kept] = keptAt(sight, node);
    const taken = otherServices(sight, node);
    if (service?.protocol !== 'fwm' || !followed || (!kept && !taken)) return undefined;
    const wanted = way.request.mark ?? service.mark;
    const seen = followed.nodes[node];
    const setting = seen ? risen(seen).filter(isMark) : [];
    // One that got the mark and stayed is another hop's.
    if (!taken && setting.some((rule) => markOf(rule) === wanted)) return undefined;
    const marked = markRules(sight, node);
    const other = taken ?? setting[0];
    const command = `iptables -t mangle -A PREROUTING -d ${way.target} -p tcp --dport ${way.port} -j MARK --set-mark ${wanted}`;
    const came = kept?.there.find(({ to }) => to === node);
    return {
      node,
      seen: other
        ? wrongMark(node, other, wanted)
        : {
            en: `no rule on ${node} marks what comes to ${way.target}:${way.port}, and its service goes by the mark ${wanted}`,
            zh: `${node} 上没有规则给到 ${way.target}:${way.port} 的包打标记，而虚拟服务是按标记 ${wanted} 的`,
          },
      expected: {
        en: `${node} marks packets to ${way.target}:${way.port} with ${wanted}`,
        zh: `${node} 给到 ${way.target}:${way.port} 的包打上标记 ${wanted}`,
      },
      evidence: [
        ...(came ? [`${node} got ${endpoints(coreOf(came.packet))}, and sent it to nobody`] : []),
        ...(marked.length > 0 ? marked.map((one) => `${node} ${one}`) : [`${node} has no rule that marks`]),
      ],
      hints: [
        {
          en: `How does IPVS on ${node} know that a packet belongs to the service?`,
          zh: `${node} 上的 IPVS 怎么知道一个包属于这个服务？`,
        },
        {
          en: `The chain PREROUTING of the table mangle on ${node}, and its packet counts.`,
          zh: `${node} 的 mangle 表 PREROUTING 链，以及规则的包计数。`,
        },
        { en: command, zh: command },
      ],
    };
  });
};
