/** What became of a download that was under way at a failover, in words. Pure. */
import type { Text } from '../lab/primitives.ts';
import type { DownloadSeen } from '../probes/results.ts';
import { nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import { whyNoCopy } from './why-no-copy.ts';

interface Broken {
  director: string;
  backup: string;
  download?: { path: string } | undefined;
}

const OUTCOMES: Record<DownloadSeen['outcome'], string> = {
  'went on': 'went on',
  reset: 'was reset',
  silent: 'fell silent',
  over: 'was over',
};

export const describeDownload = ({ outcome, bytes, wasKnown }: DownloadSeen, backup: string): string =>
  `download: ${OUTCOMES[outcome]} at ${bytes} bytes; ${backup} ${wasKnown ? 'had' : 'did not have'} the connection in its table beforehand`;

/** Why a connection did not survive that was open. */
export function whyBroken(parameters: Broken, snapshot: Snapshot, { outcome, bytes, wasKnown }: DownloadSeen): Text {
  const { director, backup, download } = parameters;
  if (outcome === 'over') {
    return {
      en: `${download?.path} was over after ${bytes} bytes, before the failover: no connection was left that could survive it`,
      zh: `${download?.path} 只有 ${bytes} 字节，切换之前就下载完了，没有连接可以经历切换`,
    };
  }
  const seen = nodeSeen(snapshot, backup);
  const sloppy = seen.sysctls['net.ipv4.vs.sloppy_tcp'] === '1';
  if (wasKnown) {
    return {
      en: `the download broke, although ${backup} had its connection in the table`,
      zh: `下载中断，尽管 ${backup} 的连接表里有这个连接`,
    };
  }
  if (sloppy) {
    return {
      en: `the download broke: ${backup} had no entry for it, and with sloppy_tcp it sent the rest to whichever real server its scheduler chose`,
      zh: `下载中断：${backup} 的连接表里没有这个连接，sloppy_tcp 让它按调度算法把后面的包发给了任意一台真实服务器`,
    };
  }
  const why = whyNoCopy(snapshot, director, backup);
  return {
    en: `the download broke: ${backup} had no entry for its connection and refused what came${why ? `; ${why.en}` : ''}`,
    zh: `下载中断：${backup} 的连接表里没有这个连接，拒绝了后面的包${why ? `；${why.zh}` : ''}`,
  };
}
