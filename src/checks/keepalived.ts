import type { Text } from '../lab/primitives.ts';
import { nodeSeen } from '../probes/snapshot.ts';
import type { ConfigMessage } from '../parsers/keepalived-test.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'keepalived'>;

const describe = ({ line, text, isRetired }: ConfigMessage): string =>
  `${line > 0 ? `line ${line}: ` : ''}${text}${isRetired ? ' (older versions had it; this one passes over it)' : ''}`;

/** Of what keepalived complains, as something to read beside a verdict. */
function complaints(configFile: string, messages: ConfigMessage[]): Text | undefined {
  if (messages.length === 0) return undefined;
  const list = messages.map(describe).join('; ');
  return {
    en: `this is what it did not understand or corrected in ${configFile}: ${list}`,
    zh: `它没有看懂或者自行改正了 ${configFile} 中的这些内容：${list}`,
  };
}

const together = (said: Text, more: Text | undefined): Text =>
  more ? { en: `${said.en}; ${more.en}`, zh: `${said.zh}；${more.zh}` } : said;

export const kind: CheckKind<Parameters, undefined> = {
  judge({ node }, { snapshot }) {
    const { keepalived } = nodeSeen(snapshot, node);
    if (!keepalived?.configFile && !keepalived?.isRunning) {
      return fail({
        en: `${node} has no /etc/keepalived/keepalived.conf`,
        zh: `${node} 上没有 /etc/keepalived/keepalived.conf`,
      });
    }
    const { configFile, messages, isRunning, isIdle, instances } = keepalived;
    const evidence = messages.map((message) => `${configFile}: ${describe(message)}`);
    const note = complaints(configFile, messages);
    if (!isRunning) {
      const stopped = { en: `keepalived does not run on ${node}`, zh: `${node} 上没有运行 keepalived` };
      return fail(together(stopped, note), ...evidence);
    }
    if (isIdle) {
      const idle = {
        en: `keepalived on ${node} runs without work: neither a VRRP instance nor a health check`,
        zh: `${node} 的 keepalived 在运行却无事可做：既没有 VRRP 实例，也没有健康检查`,
      };
      return fail(together(idle, note), ...evidence);
    }
    const running = instances.map(
      ({ name, state, virtualRouterId, effectivePriority }) =>
        `${node} ${name}: ${state}, virtual_router_id ${virtualRouterId}, priority ${effectivePriority}`,
    );
    return {
      ...pass(...evidence, ...running),
      ...(note && { note: together({ en: 'keepalived runs', zh: 'keepalived 在运行' }, note) }),
    };
  },
};
