import type { Words } from './words.ts';

export const zh: Words = {
  seconds: (seconds) => `${seconds.toFixed(2)} 秒`,
  range: (min, max) => (min === max ? `${max.toFixed(2)} 秒` : `${min.toFixed(2)} 到 ${max.toFixed(2)} 秒`),
  broken: {
    stop: (node) => `正常停止 ${node} 上的 keepalived`,
    kill: (node) => `${node} 上的 keepalived 被强制结束`,
    node: (node) => `${node} 整机断电`,
    link: (node) => `${node} 的网卡被关闭`,
    cable: (node) => `${node} 的网线被拔掉`,
    pause: (node) => `${node} 整机冻结`,
  },
  mended: {
    stop: (node) => `重新启动 ${node} 的 keepalived`,
    kill: (node) => `重新启动 ${node} 的 keepalived`,
    node: (node) => `${node} 重新开机`,
    link: (node) => `重新打开 ${node} 的网卡`,
    cable: (node) => `插回 ${node} 的网线`,
    pause: (node) => `${node} 解除冻结`,
  },
  title: {
    tookOver: (node) => `${node} 接管`,
    nobody: '没有调度器接管',
    unnoticed: '客户端未受影响',
    lost: (lost) => `丢失 ${lost} 个请求`,
    outage: (time) => `${time}没有应答`,
    endless: '应答没有恢复',
  },
  /** `paceMs` is 0 when too few requests were recorded. */
  scene: (director, backup, vip, paceMs) =>
    `客户端${paceMs > 0 ? `每 ${paceMs} 毫秒` : ''}向 ${vip} 请求一次网页。${director} 是 MASTER，拥有这个地址；${backup} 是 BACKUP，接收 ${director} 的 VRRP 通告。`,
  lanes: { requests: '客户端的请求', advertisements: 'VRRP 通告', announcements: '免费 ARP' },
  noRequests: '没有记录到请求',
  noAnswer: (time, lost) => `没有应答：${time}（丢失 ${lost} 个请求）`,
  noAnswerFor: (time, lost) => `没有应答：超过 ${time}（丢失 ${lost} 个请求）`,
  holds: (vip) => `拥有 ${vip}`,
  holdsIt: '拥有',
  holdsSilently: '地址仍在，未再通告',
  holdsItStill: '仍在',
  waits: (time) => `等待 ${time}`,
  silent: '始终没有通告这个地址',
  farewell: '优先级 0',
  predicted: (node, range) => `预测：${node} 在 ${range}后接管`,
  both: (time) => `脑裂：${time}`,
  axis: (node) => `${node} 故障后的秒数`,
  happened: '发生了什么',
  legend: {
    answered: '得到应答的请求',
    lost: '没有得到应答的请求',
    holds: '这台调度器通告自己拥有该地址',
    holdsSilently: '地址仍在这台上，但未再通告',
    advertisement: 'MASTER 的 VRRP 通告',
    farewell: '优先级为 0 的通告：释放该地址',
    announcement: '免费 ARP：该地址现在对应这个 MAC 地址',
    predicted: '按 VRRP 定时器，备机应当接管的时间',
  },
  story: {
    headline: (deed, outcome) => `${deed}：${outcome.join('，')}`,
    sentences: (sentences) => sentences.join(''),
    farewell: (director, backup, waited, vip, range) =>
      `${director} 释放了 ${vip}（优先级为 0 的通告），所以 ${backup} 只等待 ${waited}就接管了；按 VRRP 定时器应为 ${range}。`,
    silence: (director, backup, { heard, zero }, vip, range) =>
      heard === undefined
        ? `${director} 故障后，${backup} 有 ${zero}没有收到通告，然后接管了 ${vip}；按 VRRP 定时器应为 ${range}。`
        : `${backup} 有 ${heard}没有收到通告，然后接管了 ${vip}，此时距 ${director} 故障 ${zero}；按 VRRP 定时器应为 ${range}。`,
    nobody: (backup, vip, range) => `${backup} 始终没有接管 ${vip}，而按定时器，它应当在 ${range}后接管。`,
    unannounced: (backup) => `${backup} 没有发送免费 ARP，同一网络中的机器可能继续把数据发往旧的 MAC 地址。`,
    outage: (time, lost) => `客户端有 ${time}得不到应答，丢失了 ${lost} 个请求。`,
    endless: (time, lost, mended) =>
      `客户端超过 ${time}得不到应答，直到${mended === undefined ? '测试结束' : `修复 ${mended}`}，丢失了 ${lost} 个请求。`,
    unnoticed: (sent) => `客户端未受影响：${sent} 个请求全部得到应答。`,
    few: (lost, sent, time) => `客户端得不到应答的时间最长只有 ${time}，${sent} 个请求丢失了 ${lost} 个。`,
    noRequests: '没有记录到客户端的请求。',
    both: (time, keeper) =>
      `有 ${time}两台调度器同时拥有这个地址（脑裂）${keeper === undefined ? '' : `，因为 ${keeper} 没有释放它，而它的通告已无法收到`}。`,
    back: (director, time) => `修复后，${director} 在第 ${time}收回了地址。`,
    backCost: (outage, lost) => {
      if (outage !== undefined) return `收回时又有 ${outage}没有应答。`;
      return lost === 0 ? '收回时没有丢失请求。' : `收回时又丢失了 ${lost} 个请求。`;
    },
    notBack: (director) => `修复后，${director} 没有通告自己收回了地址。`,
  },
};
