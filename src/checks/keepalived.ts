import { z } from 'zod';
import { identifier } from '../lab/primitives.ts';
import { nodeSeen } from '../observe/snapshot.ts';
import { findStatement } from '../parsers/keepalived-conf.ts';
import type { ConfigMessage } from '../parsers/keepalived-test.ts';
import { commonFields, fail, pass, type CheckKind } from './kind.ts';

export const schema = z.strictObject({ ...commonFields, kind: z.literal('keepalived'), node: identifier }).meta({
  description: 'keepalived accepts its configuration and runs; keywords that only older versions had are told',
});

type Parameters = z.output<typeof schema>;

const describe = ({ line, text, isRetired }: ConfigMessage): string =>
  `${line > 0 ? `line ${line}: ` : ''}${text}${isRetired ? ' (older versions had it; this one passes over it)' : ''}`;

export const kind: CheckKind<Parameters, undefined> = {
  nodes: ({ node }) => [{ path: ['node'], node }],
  judge({ node }, { snapshot }) {
    const { keepalived } = nodeSeen(snapshot, node);
    if (!keepalived?.configFile) {
      return fail({
        en: `${node} has no /etc/keepalived/keepalived.conf`,
        zh: `${node} 上没有 /etc/keepalived/keepalived.conf`,
      });
    }
    const { configFile, configuration, messages, isRunning, instances } = keepalived;
    const evidence = messages.map((message) => `${configFile}: ${describe(message)}`);
    const wrong = messages.find(({ isRetired }) => !isRetired);
    if (wrong) {
      const strict = findStatement(configuration, 'vrrp_strict');
      return fail(
        {
          en: `keepalived on ${node} does not accept ${configFile}: ${describe(wrong)}${strict ? `; vrrp_strict (line ${strict.line}) forbids auth_pass, and a VIP that answers` : ''}`,
          zh: `${node} 的 keepalived 不接受 ${configFile}：${describe(wrong)}${strict ? `；vrrp_strict（第 ${strict.line} 行）不允许 auth_pass，也不允许 VIP 应答请求` : ''}`,
        },
        ...evidence,
      );
    }
    if (!isRunning) {
      return fail({ en: `keepalived does not run on ${node}`, zh: `${node} 上没有运行 keepalived` }, ...evidence);
    }
    return pass(
      ...evidence,
      ...instances.map(
        ({ name, state, virtualRouterId, effectivePriority }) =>
          `${node} ${name}: ${state}, virtual_router_id ${virtualRouterId}, priority ${effectivePriority}`,
      ),
    );
  },
};
