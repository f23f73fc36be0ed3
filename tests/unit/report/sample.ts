/** A report with one check of each outcome. */
import type { Cause } from '../../../src/diagnosis/cause.ts';
import type { Verdict } from '../../../src/checks/verdict.ts';
import type { Report } from '../../../src/actions/report.ts';
import type { RenderOptions } from '../../../src/report/reporter.ts';

export const PASSED: Verdict = {
  id: 'vip-director',
  title: { en: 'The director has the VIP', zh: '调度器上有 VIP' },
  passed: true,
  points: 3,
  maxPoints: 3,
  evidence: ['lvs01 eth0 192.168.0.240/24'],
  durationMs: 0,
};

export const FAILED: Verdict = {
  id: 'arp-vip',
  title: { en: 'The director alone answers ARP', zh: '只有调度器应答 ARP' },
  passed: false,
  points: 0,
  maxPoints: 10,
  reason: {
    en: 'web01 also answers ARP for 192.168.0.240; only lvs01 may',
    zh: 'web01 也应答了 192.168.0.240 的 ARP 请求；只允许 lvs01 应答',
  },
  hint: {
    en: 'The larger arp_ignore of all and eth0 is in force: lo alone changes nothing.',
    zh: '起作用的是 arp_ignore 在 all 和 eth0 两者中较大的值，只改 lo 没有用。',
  },
  evidence: ['lanclient: who has 192.168.0.240? 02:42:c0:a8:00:df (web01)'],
  durationMs: 440,
};

export const NOT_JUDGED: Verdict = {
  id: 'page-lan',
  title: { en: 'The LAN client gets pages', zh: '内网客户端能打开网页' },
  passed: null,
  points: 0,
  maxPoints: 15,
  reason: {
    en: 'not judged, because "The director alone answers ARP" (arp-vip) did not pass',
    zh: '未判定：“只有调度器应答 ARP”(arp-vip) 没有通过',
  },
  hint: { en: 'Follow the request.', zh: '沿着请求走一遍。' },
  evidence: [],
  durationMs: 0,
};

export const reportOfAll = (...checks: Verdict[]): Report => ({
  lab: 'exp1',
  instance: 'alice',
  passed: false,
  points: 3,
  maxPoints: 28,
  checks,
  cause: null,
});

/** Why page-lan was not judged: its request ends there. */
export const CAUSE: Cause = {
  check: 'page-lan',
  request: 'lanclient -> 192.168.0.240:80',
  hop: 'vip-owner',
  node: 'web01',
  seen: { en: 'web01 answers ARP for 192.168.0.240 too', zh: 'web01 也应答了 192.168.0.240 的 ARP 请求' },
  expected: { en: 'lvs01 alone answers ARP for 192.168.0.240', zh: '只有 lvs01 应答 192.168.0.240 的 ARP 请求' },
  evidence: ['lanclient: who has 192.168.0.240? 02:42:c0:a8:00:df (web01)'],
  hints: [
    { en: 'How many machines say that they have 192.168.0.240?', zh: '有几台机器说 192.168.0.240 在自己身上？' },
    {
      en: 'arp_ignore on web01: in force is the larger value of all and of the interface that is asked.',
      zh: 'web01 上的 arp_ignore：起作用的是 all 和收到请求的网卡两者中较大的值。',
    },
    { en: 'sysctl -w net.ipv4.conf.all.arp_ignore=1', zh: 'sysctl -w net.ipv4.conf.all.arp_ignore=1' },
  ],
};

export const SAMPLE = reportOfAll(PASSED, FAILED, NOT_JUDGED);

export const ENGLISH: RenderOptions = { language: 'en', colour: false, columns: 80, hints: 1 };
export const CHINESE: RenderOptions = { ...ENGLISH, language: 'zh' };

export const EXPLAINED: Report = { ...SAMPLE, cause: CAUSE };
