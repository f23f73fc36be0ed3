import { z } from 'zod';
import { address, identifier, port, subnet } from '../lab/primitives.ts';
import { nodeSeen } from '../observe/snapshot.ts';
import type { Rule } from '../parsers/iptables-save.ts';
import { commonFields, fail, pass, type CheckKind } from './kind.ts';

export const schema = z
  .strictObject({
    ...commonFields,
    kind: z.literal('nat-rule'),
    node: identifier,
    translate: z.enum(['destination', 'source']).meta({ description: 'DNAT, or SNAT (MASQUERADE counts as SNAT)' }),
    of: z.union([address, subnet]).meta({ description: 'The address or subnet that is rewritten' }),
    port: port.optional().meta({ description: 'The destination port that the rule must cover' }),
    to: address,
  })
  .meta({ description: 'The nat table rewrites one address to another; any way to write the rule counts' });

type Parameters = z.output<typeof schema>;

const TARGETS = { destination: ['DNAT'], source: ['SNAT', 'MASQUERADE'] };

function translatesTo(rule: Rule, { translate, to, port: wantedPort }: Parameters): boolean {
  if (rule.target === 'MASQUERADE') return true;
  const written = rule.targetOptions[translate === 'destination' ? 'to-destination' : 'to-source'] ?? '';
  const [host, toPort] = written.split(':');
  return host === to && (toPort === undefined || wantedPort === undefined || toPort === String(wantedPort));
}

const withoutHostMask = (written: string): string => written.replace(/\/32$/, '');

/** Whether the rule's matches let the packets through that the check is about. */
function covers({ matches }: Rule, { translate, of, port: wantedPort }: Parameters): boolean {
  const where = matches[translate === 'destination' ? 'd' : 's'];
  const ports = matches['dport'] ?? matches['dports'];
  return (
    (where === undefined || withoutHostMask(where) === of) &&
    (matches['p'] === undefined || matches['p'] === 'tcp' || wantedPort === undefined) &&
    (ports === undefined || wantedPort === undefined || ports.split(',').includes(String(wantedPort)))
  );
}

/** A rule written with nft itself, which iptables-save does not show. */
function nftTranslates(ruleset: string, { translate, to }: Parameters): boolean {
  const escaped = to.replaceAll('.', '\\.');
  return translate === 'destination'
    ? new RegExp(`dnat (ip )?(to|addr)[^\\n]*\\b${escaped}\\b`).test(ruleset)
    : new RegExp(`snat (ip )?(to|addr)[^\\n]*\\b${escaped}\\b|\\bmasquerade\\b`).test(ruleset);
}

export const kind: CheckKind<Parameters, undefined> = {
  nodes: ({ node }) => [{ path: ['node'], node }],
  judge(parameters, { snapshot }) {
    const { node, translate, of, to } = parameters;
    const seen = nodeSeen(snapshot, node);
    const rules = seen.rules.filter(
      ({ table, target }) => table === 'nat' && target !== undefined && TARGETS[translate].includes(target),
    );
    const evidence = rules.map(({ text }) => `${node} ${text}`);
    const name = translate === 'destination' ? 'DNAT' : 'SNAT';
    if (nftTranslates(seen.nftRuleset, parameters)) return pass(...evidence);
    if (rules.length === 0) {
      return fail({ en: `${node} has no ${name} rule in its nat table`, zh: `${node} 的 nat 表中没有 ${name} 规则` });
    }
    const right = rules.filter((rule) => translatesTo(rule, parameters));
    if (right.some((rule) => covers(rule, parameters))) return pass(...evidence);
    const [wrong] = right.length > 0 ? right : rules;
    return fail(
      right.length > 0
        ? {
            en: `the ${name} rule on ${node} does not match the packets of ${of}: ${wrong?.text}`,
            zh: `${node} 上的 ${name} 规则匹配不到 ${of} 的数据包：${wrong?.text}`,
          }
        : {
            en: `the ${name} rule on ${node} does not translate to ${to}: ${wrong?.text}`,
            zh: `${node} 上的 ${name} 规则没有转换到 ${to}：${wrong?.text}`,
          },
      ...evidence,
    );
  },
};
