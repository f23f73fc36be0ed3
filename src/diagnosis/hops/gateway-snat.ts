/** Whose address the request has behind a gateway: translated where the lab says so, the client's own elsewhere. */
import { natRules, readNatRules } from '../../checks/nat-reading.ts';
import { rulesOnTheWay } from '../../checks/rule-match.ts';
import type { LabNode } from '../../lab/lab.ts';
import { nodeSeen } from '../../probes/snapshot.ts';
import { coreOf, endpoints } from '../../models/journey.ts';
import { packetsOf, risen } from '../filter.ts';
import { firstOf, type Broken, type Hop, type Sight } from '../hop.ts';
import { interfaceToward } from '../topology.ts';
import { failedOf } from '../trail.ts';

function notTranslated({ snapshot, way: { snat } }: Sight): Broken | undefined {
  const finding = snat && readNatRules(snat, snapshot);
  if (!finding || finding.passed) return undefined;
  const { node, of, to } = snat;
  const command = `iptables -t nat -A POSTROUTING -s ${of} -j SNAT --to-source ${to}`;
  return {
    node,
    seen: finding.reason,
    expected: { en: `SNAT from ${of} to ${to}`, zh: `SNAT：${of} 转换成 ${to}` },
    evidence: finding.evidence,
    hints: [
      {
        en: `To which address does the other side answer, and does it know a way there?`,
        zh: '对方会向哪个地址应答？它知道怎么到那里吗？',
      },
      { en: `The chain POSTROUTING of the nat table on ${node}.`, zh: `${node} 的 nat 表 POSTROUTING 链。` },
      { en: command, zh: command },
    ],
  };
}

const NO_TRACK = /^(?:NOTRACK|CT)$/;

/** What it sent on was seen to have kept its source, whatever rules there are. */
function untouched({ way: { snat }, trails = [], followed }: Sight): Broken | undefined {
  if (!snat) return undefined;
  const { node, of, to } = snat;
  const out = failedOf(trails)
    .flatMap(({ there }) => there.filter(({ from }) => from === node))
    .map(({ packet }) => coreOf(packet))
    .find(({ source }) => source.address !== to);
  if (!out) return undefined;
  const seen = followed?.nodes[node];
  const rule = (seen ? risen(seen) : []).find(
    ({ target, text }) => NO_TRACK.test(target ?? '') && /notrack/i.test(text),
  );
  const why = rule ? `: -t ${rule.table} ${rule.text}` : '';
  return {
    node,
    seen: {
      en: `${node} lets out what comes from ${out.source.address} with that source${why}`,
      zh: `${node} 放出去的包源地址仍是 ${out.source.address}${why}`,
    },
    expected: { en: `SNAT from ${of} to ${to}`, zh: `SNAT：${of} 转换成 ${to}` },
    evidence: [`${node} sent ${endpoints(out)}`, ...(rule ? [`${node} iptables -t ${rule.table} ${rule.text}`] : [])],
    hints: [
      {
        en: `The rule is there: do its packets come to it?`,
        zh: '规则在：包到得了它那里吗？',
      },
      {
        en: `The packet counts of the nat table on ${node}; what connection tracking leaves out never comes there (table raw).`,
        zh: `${node} 的 nat 表的包计数；不被连接跟踪的包到不了 nat 表（看 raw 表）。`,
      },
      {
        en: 'iptables -t nat -L POSTROUTING -nv; iptables -t raw -L -nv; conntrack -L',
        zh: 'iptables -t nat -L POSTROUTING -nv；iptables -t raw -L -nv；conntrack -L',
      },
    ],
  };
}

/** The lab wants the director to see the client's own address. */
const wantsOwnSource = ({ lab, way: { client, source } }: Sight): boolean =>
  lab.checks.some(
    (check) =>
      check.kind === 'ipvs-connection' && check.from === client.name && [undefined, source].includes(check.source),
  );

const isSourceTarget = (target: string | undefined): boolean => target === 'SNAT' || target === 'MASQUERADE';

function hidden({ lab, snapshot, way }: Sight, router: LabNode): Broken | undefined {
  const { name } = router;
  const packets = packetsOf(way, {
    source: way.source,
    destination: way.target,
    output: interfaceToward(lab, router, way.target)?.name,
  });
  const rules = natRules(nodeSeen(snapshot, name));
  const first = [...rulesOnTheWay(rules, packets, 'POSTROUTING')].find(({ isCertain }) => isCertain)?.rule;
  if (!isSourceTarget(first?.target)) return undefined;
  return {
    node: name,
    seen: {
      en: `${name} hides ${way.source} behind an address of its own: ${first?.text}`,
      zh: `${name} 把 ${way.source} 换成了自己的地址：${first?.text}`,
    },
    expected: { en: `the source stays ${way.source}`, zh: `源地址仍是 ${way.source}` },
    evidence: [`${name} ${first?.text}`],
    hints: [
      { en: 'Which source does the director see, and whose is it?', zh: '调度器看到的来源是什么地址？是谁的？' },
      {
        en: `The chain POSTROUTING of the nat table on ${name}: which rule takes packets on their way in?`,
        zh: `${name} 的 nat 表 POSTROUTING 链：哪条规则匹配了进入内网的包？`,
      },
      {
        en: 'iptables -t nat -L POSTROUTING -nv --line-numbers, then iptables -t nat -D POSTROUTING NUMBER',
        zh: 'iptables -t nat -L POSTROUTING -nv --line-numbers，再 iptables -t nat -D POSTROUTING 行号',
      },
    ],
  };
}

export const gatewaySnat: Hop = (sight) => {
  if (sight.way.snat) return notTranslated(sight) ?? untouched(sight);
  return wantsOwnSource(sight) ? firstOf(sight.way.routers, (router) => hidden(sight, router)) : undefined;
};
