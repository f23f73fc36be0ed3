/** Whether frames pass between nodes, and if they do not, what drops them. Pure. */
import { EXCHANGES, SORTS, WAYS, type Exchange } from './exchange-script.ts';
import type { Finding } from './finding.ts';
import type { Suspects } from './firewall.ts';

export interface Traffic {
  lost: Exchange[];
  /** net.bridge.bridge-nf-call-iptables; undefined: no br_netfilter, the firewall does not see bridged frames. */
  bridgeCallsIptables: boolean;
  /** Absent when nothing was lost. */
  suspects?: Suspects;
}

const PASS_BY = 'net.bridge.bridge-nf-call-iptables';
const SHOWN = 3;

function showLost(lost: Exchange[]): string {
  const words = { lan: 'on one network', routed: 'from one network to another' };
  return WAYS.flatMap((way) => {
    const sorts = SORTS.filter((sort) => lost.some((exchange) => exchange.way === way && exchange.sort === sort));
    return sorts.length === 0 ? [] : [`${words[way]}: ${sorts.join(', ')}`];
  }).join('; ');
}

function showSuspects({ how, drops }: Suspects): string {
  if (drops.length === 0) return 'No rule of the firewall counted them';
  const rules = drops.slice(0, SHOWN).map(({ rule }) => rule);
  const more = drops.length > SHOWN ? `, and ${drops.length - SHOWN} more` : '';
  return `${how === 'seen' ? 'Dropped by' : 'Possibly dropped by'} ${rules.join(' | ')}${more}`;
}

function adviceFor({ bridgeCallsIptables, suspects }: Traffic): string {
  const [first] = suspects?.drops ?? [];
  const lines = [];
  if (first?.kind === 'policy' && !suspects?.hasDockerRules)
    lines.push(
      "Docker's own rules are gone (a firewall was reloaded), or it runs with --iptables=false: restart it (`sudo systemctl restart docker`).",
    );
  if (first?.remedy !== undefined && suspects?.how === 'seen') lines.push(`\`sudo ${first.remedy}\` takes it away.`);
  if (first?.kind === 'nft')
    lines.push(
      'Let your firewall accept what is forwarded between bridges named br-* (firewalld: their zone, ufw: `sudo ufw default allow routed`).',
    );
  if (bridgeCallsIptables)
    lines.push(
      `Or take bridges out of the firewall's sight: \`sudo sysctl -w ${PASS_BY}=0\`; rules for other containers on one bridge then count no more either.`,
    );
  return (
    lines.join(' ') || 'Is there a firewall of the bridge family (`nft list ruleset`, `ebtables -L`) on that machine?'
  );
}

export function judgeTraffic(traffic: Traffic): Finding {
  const { lost, bridgeCallsIptables, suspects } = traffic;
  const sight = bridgeCallsIptables
    ? `the machine's firewall sees them (${PASS_BY} = 1)`
    : "the machine's firewall does not see them";
  if (lost.length === 0) {
    return {
      id: 'traffic',
      level: 'ok',
      message: `frames pass between nodes, on one network and routed: ${SORTS.join(', ')}; ${sight}`,
    };
  }
  const much =
    lost.length === EXCHANGES.length ? 'no frame passes between nodes' : 'some frames do not pass between nodes';
  const why = suspects ? `. ${showSuspects(suspects)}` : '';
  return {
    id: 'traffic',
    level: 'problem',
    message: `${much} (${showLost(lost)}); ${sight}${why}`,
    advice: adviceFor(traffic),
  };
}
