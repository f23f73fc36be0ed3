/** Whether it is IPVS that takes the request on the director, and no rule, program or route in its place. */
import { natRules } from '../../checks/nat-reading.ts';
import type { Text } from '../../lab/primitives.ts';
import { type Hop as Frame, coreOf, endpoints, showEnd } from '../../models/journey.ts';
import { nodeSeen } from '../../probes/snapshot.ts';
import type { Rule } from '../../parsers/iptables-save.ts';
import { risen } from '../filter.ts';
import { firstOf, type Broken, type Hints, type Hop, type Sight } from '../hop.ts';
import type { Trail } from '../trail.ts';

interface Passed {
  director: string;
  /** As it came. */
  into: Frame;
  /** As it left; undefined: the director answered itself. */
  out: Frame | undefined;
}

const isDnat = ({ target }: Rule): boolean => /^(?:DNAT|REDIRECT|NETMAP|TPROXY)$/.test(target ?? '');

const DROP_ENTRY = 'net.ipv4.vs.drop_entry';

/** What the director answered or sent on without an entry in the table of IPVS. */
function pastIpvs({ followed }: Sight, director: string, trail: Trail): Passed | undefined {
  const { there, back, source, refusedBy } = trail;
  const connections = followed?.nodes[director]?.after.connections;
  const into = there.find(({ to }) => to === director);
  const out = there.find(({ from }) => from === director);
  const seen = followed?.nodes[director];
  // A rule that leads it to a port of the director where nobody listens.
  const isLedAstray = refusedBy === director && seen !== undefined && risen(seen).some(isDnat);
  const isAnswered = back[0]?.from === director || isLedAstray;
  if (!into || (!out && !isAnswered)) return undefined;
  const { address, port } = coreOf(into.packet).source;
  // Only entries of the addresses that asked were looked for: behind another one nothing can be said.
  if (address !== source) return undefined;
  const isKnown = connections?.some(({ client }) => client.address === address && client.port === port);
  return isKnown === true ? undefined : { director, into, out };
}

const HINTS: Hints = [
  {
    en: 'Pages come, or something answers: is it IPVS that sends the requests on?',
    zh: '有应答：转发请求的是 IPVS 吗？',
  },
  {
    en: 'The table of connections (ipvsadm -Lnc), the nat table (iptables -t nat -L -nv), and what listens (ss -ltnp).',
    zh: '连接表 (ipvsadm -Lnc)、nat 表 (iptables -t nat -L -nv)，以及谁在监听 (ss -ltnp)。',
  },
  {
    en: 'Delete the rule (iptables -t nat -D …) or stop the program that takes the requests before IPVS does',
    zh: '删除抢在 IPVS 之前的规则 (iptables -t nat -D …)，或停掉那个程序',
  },
];

function ruleOf(sight: Sight, { director }: Passed): string | undefined {
  const seen = sight.followed?.nodes[director];
  const rose = seen ? risen(seen) : [];
  const counted = rose.find(isDnat);
  const uncounted = natRules(nodeSeen(sight.snapshot, director)).filter(
    (rule) => isDnat(rule) && rule.packets === undefined,
  );
  return counted ? `-t ${counted.table} ${counted.text}` : uncounted.length === 1 ? uncounted[0]?.text : undefined;
}

function seenOf(passed: Passed, rule: string | undefined): Text {
  const { director, into, out } = passed;
  if (!out) {
    const at = showEnd(coreOf(into.packet).destination);
    const program = {
      en: `${director} answers ${at} itself, and not IPVS`,
      zh: `是 ${director} 自己应答了 ${at}，而不是 IPVS`,
    };
    return rule === undefined ? program : { en: `${program.en}: ${rule}`, zh: `${program.zh}：${rule}` };
  }
  const to = showEnd(coreOf(out.packet).destination);
  return rule === undefined
    ? {
        en: `${director} sends the request on to ${to} without IPVS, as a router does`,
        zh: `${director} 没有经过 IPVS，而是像路由器一样把请求转给了 ${to}`,
      }
    : {
        en: `a rule on ${director} sends the request to ${to} before IPVS sees it: ${rule}`,
        zh: `${director} 上的规则在 IPVS 看到请求之前就把它转给了 ${to}：${rule}`,
      };
}

function brokenBy(sight: Sight, passed: Passed): Broken {
  const { director, into, out } = passed;
  const rule = ruleOf(sight, passed);
  return {
    node: director,
    seen: seenOf(passed, rule),
    expected: { en: `IPVS on ${director} takes the request`, zh: `由 ${director} 上的 IPVS 处理请求` },
    evidence: [
      `${director} got ${endpoints(coreOf(into.packet))}`,
      out ? `${director} sent ${endpoints(coreOf(out.packet))} to ${out.to}` : `${director} answered`,
      `${director} ipvsadm -Lnc: no entry for ${showEnd(coreOf(into.packet).source)}`,
    ],
    hints: HINTS,
  };
}

/**
 * Whether IPVS may have had an entry that was gone by the time the table was looked at: drop_entry takes any of them, and that of a
 * connection that ended may have expired. Then what looks as IPVS sends it says nothing, unless a rule is there that does the same.
 */
function mayBeGone(sight: Sight, passed: Passed, { isAnswered }: Trail): boolean {
  if (!['0', undefined].includes(nodeSeen(sight.snapshot, passed.director).sysctls[DROP_ENTRY])) return true;
  return isAnswered && passed.out !== undefined && ruleOf(sight, passed) === undefined;
}

export const bypass: Hop = (sight) =>
  firstOf(sight.trails ?? [], (trail) =>
    firstOf(sight.way.directors, (director) => {
      const passed = pastIpvs(sight, director, trail);
      return passed && !mayBeGone(sight, passed, trail) ? brokenBy(sight, passed) : undefined;
    }),
  );
