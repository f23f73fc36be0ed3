/** What the page says of failovers. Pure. */
import type { FailoverPhase, FailoverTrigger } from '../contract/failover.ts';
import type { Language } from './words.ts';

const seconds = (ms: number): string => (ms / 1000).toFixed(2);

const en = {
  tab: 'Failover',
  about: (director: string, backup: string) =>
    `A client keeps asking for the page while ${director} is broken; ${backup} should take the VIP over. Then ${director} is mended by itself. This takes about 20 seconds.`,
  triggers: {
    stop: { name: 'Stop keepalived', what: 'It says goodbye: an advertisement with priority 0.' },
    kill: { name: 'Kill keepalived', what: 'No goodbye, and the address stays on the machine.' },
    node: { name: 'Power off', what: 'The whole machine is gone.' },
    link: { name: 'Interface down', what: 'As with ip link set down.' },
    cable: { name: 'Pull the cable', what: 'At the switch: the machine does not notice.' },
    pause: { name: 'Freeze', what: 'The machine stands still, and later goes on without knowing.' },
  } satisfies Record<FailoverTrigger, { name: string; what: string }>,
  sure: (name: string, director: string) => `${name}: break ${director} now? It is mended at the end.`,
  phases: {
    asking: 'asking',
    broken: 'broken',
    'taken-over': 'taken over',
    mended: 'mending',
    ended: 'ended',
  } satisfies Record<FailoverPhase, string>,
  requests: 'requests',
  live: (trigger: string, director: string) => `${trigger}: ${director}`,
  key: 'Bar: has the VIP. Dot: VRRP advertisement, with its priority. Bottom: requests, answered or lost.',
  counts: (answered: number, lost: number) => `${answered} answered, ${lost} lost`,
  measured: 'measured',
  predicted: 'predicted',
  outage: 'no answer',
  takeover: 'takeover',
  never: 'never again',
  none: 'none',
  time: (ms: number) => `${seconds(ms)} s`,
  range: (min: number, max: number) => (min === max ? `${seconds(min)} s` : `${seconds(min)} to ${seconds(max)} s`),
  picture: 'The whole picture',
  close: 'Close',
  unbroken: 'It was not measured.',
};

const zh: typeof en = {
  tab: '切换',
  about: (director: string, backup: string) =>
    `客户端不断请求网页，同时让 ${director} 发生故障，${backup} 应当接管 VIP。之后 ${director} 会自动恢复。大约需要 20 秒。`,
  triggers: {
    stop: { name: '停止 keepalived', what: '它会告别：发出优先级为 0 的通告。' },
    kill: { name: '杀死 keepalived', what: '没有告别，地址仍留在机器上。' },
    node: { name: '断电', what: '整台机器都没有了。' },
    link: { name: '关闭网卡', what: '相当于 ip link set down。' },
    cable: { name: '拔掉网线', what: '在交换机一侧：机器自己察觉不到。' },
    pause: { name: '冻结', what: '机器停住，之后继续运行，自己并不知道。' },
  },
  sure: (name: string, director: string) => `${name}：现在让 ${director} 发生故障吗？结束时会恢复。`,
  phases: { asking: '请求中', broken: '故障', 'taken-over': '已接管', mended: '恢复中', ended: '结束' },
  requests: '请求',
  live: (trigger: string, director: string) => `${trigger}：${director}`,
  key: '横条：拥有 VIP。圆点：VRRP 通告及其优先级。最下面：请求，得到应答或丢失。',
  counts: (answered: number, lost: number) => `${answered} 个得到应答，${lost} 个丢失`,
  measured: '测得',
  predicted: '预测',
  outage: '没有应答',
  takeover: '接管',
  never: '没有恢复',
  none: '没有',
  time: (ms: number) => `${seconds(ms)} 秒`,
  range: (min: number, max: number) => (min === max ? `${seconds(min)} 秒` : `${seconds(min)} 到 ${seconds(max)} 秒`),
  picture: '完整的图',
  close: '关闭',
  unbroken: '没有测得。',
};

export const FAILOVER_WORDS: Record<Language, typeof en> = { en, zh };
