/** A director that puts another source in, where real servers must see the client's own: as it was seen. Pure. */
import { coreOf, endpoints } from '../models/journey.ts';
import { risen } from './filter.ts';
import { firstOf, type Broken, type Sight } from './hop.ts';
import { failedOf, type Trail } from './trail.ts';

/** The lab wants another source for this address, wherever it says so. */
const isWanted = ({ lab, way: { target } }: Sight): boolean =>
  lab.checks.some(
    (check) =>
      check.kind === 'trace' &&
      check.requests.some(({ mode, url }) => mode === 'fullnat' && new URL(url).hostname === target),
  );

function judge({ way, followed }: Sight, { there, last }: Trail): Broken | undefined {
  const came = there.find(({ to }) => way.directors.includes(to));
  const name = came?.to ?? '';
  const left = there.find(({ from }) => from === name);
  const [into, out] = [came && coreOf(came.packet), left && coreOf(left.packet)];
  const seen = followed?.nodes[name];
  // Where the lab does not say how requests are forwarded, another source is one way that works, unless the answer ends there.
  if (!way.destinations && last.node !== name) return undefined;
  if (!into || !out || !seen || out.source.address === into.source.address) return undefined;
  const rule = risen(seen).find(({ target }) => /^(?:SNAT|MASQUERADE|NETMAP)$/.test(target ?? ''))?.text;
  const [own, other] = [into.source.address, out.source.address];
  return {
    node: name,
    seen: {
      en: `${name} hides ${own} from the real servers behind ${other}${rule === undefined ? '' : `: ${rule}`}`,
      zh: `${name} 把 ${own} 换成了 ${other} 再发给真实服务器${rule === undefined ? '' : `：${rule}`}`,
    },
    expected: { en: `the source stays ${own}`, zh: `源地址仍是 ${own}` },
    evidence: [`${name} got ${endpoints(into)}`, `${name} sent ${endpoints(out)}`],
    hints: [
      { en: 'Which source do the real servers see, and whose is it?', zh: '真实服务器看到的来源是什么地址？是谁的？' },
      {
        en: `The chain POSTROUTING of the nat table on ${name}, and its packet counts.`,
        zh: `${name} 的 nat 表 POSTROUTING 链，以及规则的包计数。`,
      },
      {
        en: 'iptables -t nat -L POSTROUTING -nv --line-numbers, then iptables -t nat -D POSTROUTING NUMBER',
        zh: 'iptables -t nat -L POSTROUTING -nv --line-numbers，再 iptables -t nat -D POSTROUTING 行号',
      },
    ],
  };
}

export function hiddenSource(sight: Sight): Broken | undefined {
  if (isWanted(sight)) return undefined;
  return firstOf(failedOf(sight.trails ?? []), (trail) => judge(sight, trail));
}
