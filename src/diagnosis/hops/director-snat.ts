/** With full NAT: whether the director gives requests a source of its own, and has the addresses that it gives. */
import { judgeAddress } from '../../checks/address.ts';
import { natRules } from '../../checks/nat-reading.ts';
import { readAddresses, rulesOnTheWay } from '../../checks/rule-match.ts';
import { addressToNumber } from '../../util/address.ts';
import { nodeSeen } from '../../probes/snapshot.ts';
import type { Rule } from '../../parsers/iptables-save.ts';
import { packetsOf, risen } from '../filter.ts';
import { hiddenSource } from '../hidden-source.ts';
import { firstOf, type Broken, type Hop, type Sight } from '../hop.ts';
import { interfaceToward } from '../topology.ts';
import type { FullNat } from '../way.ts';

const CONNTRACK = 'net.ipv4.vs.conntrack';

const TRANSLATES = /^(?:SNAT|MASQUERADE|NETMAP)$/;

/** MASQUERADE gives an address that the director surely has, though not one of the pool. */
function hides({ target, targetOptions }: Rule, local: string[]): boolean {
  if (target !== 'SNAT') return target === 'MASQUERADE';
  const range = readAddresses((targetOptions['to-source'] ?? '').split(':')[0] ?? '');
  return local.map(addressToNumber).some((one) => range && range[0] <= one && one <= range[1]);
}

function unseen({ snapshot }: Sight, name: string): Broken | undefined {
  const value = nodeSeen(snapshot, name).sysctls[CONNTRACK];
  if (value === undefined || value === '1') return undefined;
  return {
    node: name,
    seen: {
      en: `the nat table of ${name} does not see what IPVS sends: ${CONNTRACK} is ${value}`,
      zh: `${name} 的 nat 表看不到 IPVS 发出的包：${CONNTRACK} 为 ${value}`,
    },
    expected: { en: `${CONNTRACK} = 1 on ${name}`, zh: `${name} 上 ${CONNTRACK} = 1` },
    evidence: [`${name} ${CONNTRACK} = ${value}`],
    hints: [
      {
        en: `${name} has a rule: why does it count no packets?`,
        zh: `${name} 上有规则，它的包计数为什么不动？`,
      },
      { en: `The sysctl ${CONNTRACK} on ${name}.`, zh: `${name} 上的内核参数 ${CONNTRACK}。` },
      { en: `sysctl -w ${CONNTRACK}=1`, zh: `sysctl -w ${CONNTRACK}=1` },
    ],
  };
}

/** The source that each request was seen to leave the director with; undefined: nobody looked, or none left it. */
function sourcesSeen({ trails }: Sight, name: string): string[] | undefined {
  const seen = (trails ?? []).flatMap(
    ({ there }) => there.find(({ from }) => from === name)?.packet.source.address ?? [],
  );
  return seen.length > 0 ? seen : undefined;
}

/** Where nobody looked, a rule that may take the packets is enough: nobody knows what `-m ipvs` matches. */
function lostServer({ lab, snapshot, way }: Sight, { director, local }: FullNat): string | undefined {
  const rules = natRules(nodeSeen(snapshot, director.name));
  return way.servers.find(({ address, port }) => {
    const output = interfaceToward(lab, director, address)?.name;
    const packets = packetsOf({ ...way, port }, { source: way.source, destination: address, output });
    const passed = [...rulesOnTheWay(rules, packets, 'POSTROUTING')];
    return !passed.some(({ rule }) => hides(rule, local));
  })?.node.name;
}

/** What of the nat table was seen to take nothing of it. */
function untouched({ followed }: Sight, name: string): string | undefined {
  const seen = followed?.nodes[name];
  const taken = seen ? risen(seen) : [];
  return seen?.after.rules.find((rule) => TRANSLATES.test(rule.target ?? '') && !taken.includes(rule))?.text;
}

function untranslated(sight: Sight, fullNat: FullNat): Broken | undefined {
  const { director, local } = fullNat;
  const { snapshot, way } = sight;
  const { name } = director;
  const rules = natRules(nodeSeen(snapshot, name));
  const sources = sourcesSeen(sight, name);
  const other = sources?.find((source) => !local.includes(source));
  const server = sources === undefined ? lostServer(sight, fullNat) : undefined;
  if (other === undefined && server === undefined) return undefined;
  const idle = untouched(sight, name);
  const why =
    idle === undefined
      ? { en: '', zh: '' }
      : { en: `: the rule takes none of them: ${idle}`, zh: `：这条规则一个也没有匹配：${idle}` };
  const command = `iptables -t nat -A POSTROUTING -m ipvs --vaddr ${way.target} -j SNAT --to-source ${local[0]}`;
  return {
    node: name,
    seen:
      other === undefined
        ? {
            en: `${name} has no rule that gives requests to ${server} a source of its pool`,
            zh: `${name} 没有规则给发往 ${server} 的请求换上地址池里的源地址`,
          }
        : {
            en: `${name} sends requests to the real servers with the source ${other}, none of its pool${why.en}`,
            zh: `${name} 发给真实服务器的请求源地址是 ${other}，不属于地址池${why.zh}`,
          },
    expected: { en: `SNAT to one of ${local.join(', ')}`, zh: `SNAT 到 ${local.join('、')} 之一` },
    evidence: rules.map(({ text }) => `${name} ${text}`),
    hints: [
      {
        en: 'Which source does the real server see, and does it know a way back?',
        zh: '真实服务器看到的源地址是谁？它有回去的路吗？',
      },
      {
        en: `The chain POSTROUTING of the nat table on ${name}, and its packet counts.`,
        zh: `${name} 的 nat 表 POSTROUTING 链，以及规则的包计数。`,
      },
      { en: command, zh: command },
    ],
  };
}

/** Of the addresses that the lab allows, those that are in use: as seen, or else by the rules that are there. */
function given(sight: Sight, { director: { name }, local }: FullNat): string[] {
  const sources = sourcesSeen(sight, name);
  if (sources) return local.filter((one) => sources.includes(one));
  const rules = natRules(nodeSeen(sight.snapshot, name)).filter(({ target }) => target === 'SNAT');
  return local.filter((one) => rules.some((rule) => hides(rule, [one])));
}

function absent(sight: Sight, fullNat: FullNat): Broken | undefined {
  const { snapshot } = sight;
  const { name } = fullNat.director;
  const inUse = given(sight, fullNat);
  return firstOf(inUse, (address) => {
    const finding = judgeAddress({ node: name, address }, snapshot);
    if (finding.passed) return undefined;
    return {
      node: name,
      seen: finding.reason,
      expected: { en: `${name} has ${inUse.join(', ')}`, zh: `${name} 上有 ${inUse.join('、')}` },
      evidence: finding.evidence,
      hints: [
        { en: `The real server answers ${address}: who is that?`, zh: `真实服务器向 ${address} 应答：那是谁？` },
        { en: `The addresses of ${name}: ip address.`, zh: `${name} 的地址：ip address。` },
        { en: `ip address add ${address}/32 dev DEVICE`, zh: `ip address add ${address}/32 dev 网卡` },
      ],
    };
  });
}

export const directorSnat: Hop = (sight) => {
  const { fullNat } = sight.way;
  if (!fullNat) return hiddenSource(sight);
  const sources = sourcesSeen(sight, fullNat.director.name);
  if (sources?.every((source) => fullNat.local.includes(source)) === true) return absent(sight, fullNat);
  return unseen(sight, fullNat.director.name) ?? untranslated(sight, fullNat) ?? absent(sight, fullNat);
};
