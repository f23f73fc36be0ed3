/** A report with one check of each outcome. */
import type { Report, Verdict } from '../../../src/checks/verdict.ts';
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
});

export const SAMPLE = reportOfAll(PASSED, FAILED, NOT_JUDGED);

export const ENGLISH: RenderOptions = { language: 'en', colour: false, columns: 80 };
export const CHINESE: RenderOptions = { ...ENGLISH, language: 'zh' };
