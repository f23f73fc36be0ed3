/** NAT rules in short, as the page shows them. Pure. */
import type { MachineView } from '../contract/views.ts';
import type { Rule } from '../parsers/iptables-save.ts';

const HOST = /\/32$/;

const endpoint = (address: string | undefined, port: string | undefined): string =>
  `${(address ?? '').replace(HOST, '')}${port === undefined ? '' : `:${port}`}`;

// -A PREROUTING -d 192.168.200.100/32 -i eth1 -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.168.0.240
function summaryOf({ target, matches, targetOptions, text }: Rule): string {
  const { s, d, i, o, dport } = matches;
  switch (target) {
    case 'DNAT':
      return `DNAT ${endpoint(d ?? i ?? 'any', dport)} → ${targetOptions['to-destination'] ?? '?'}`;
    case 'REDIRECT':
      return `REDIRECT ${endpoint(d ?? i ?? 'any', dport)} → :${targetOptions['to-ports'] ?? dport ?? '?'}`;
    case 'SNAT':
      return `SNAT ${endpoint(s ?? 'any', undefined)} → ${targetOptions['to-source'] ?? '?'}`;
    case 'MASQUERADE':
      return `MASQUERADE ${endpoint(s ?? 'any', undefined)} → ${o ?? '?'}`;
    default:
      return text.replace(/^-A /, '');
  }
}

export const natOf = (rules: Rule[]): MachineView['nat'] =>
  rules
    .filter(({ table, target }) => table === 'nat' && target !== undefined)
    .map((rule) => ({ summary: summaryOf(rule), rule: rule.text, packets: rule.packets ?? 0 }));
