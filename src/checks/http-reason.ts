/** Words for what a client saw when a request failed. */
import type { Text } from '../lab/primitives.ts';
import type { HttpResult } from '../observe/probes.ts';

/** Exit statuses of curl(1) that a network without DNS, proxies or TLS can give. */
const CURL_EXITS: Record<number, Text> = {
  7: { en: 'the connection was refused, or there is no route', zh: '连接被拒绝，或没有路由' },
  28: { en: 'no answer in time: somebody on the way dropped the packets', zh: '超时没有应答：途中有人丢弃了数据包' },
  45: { en: 'the source address could not be used', zh: '无法使用该源地址' },
  52: { en: 'the server closed the connection without a response', zh: '服务器没有应答就关闭了连接' },
  56: { en: 'the connection was reset', zh: '连接被重置' },
};

/** A status of 200 may come before a body that never ends. */
export const hasPage = ({ exitCode, status }: HttpResult): boolean => exitCode === 0 && status === 200;

/** The beginning of a page, on one line. */
export const excerpt = (body: string): string => body.trim().replaceAll(/\s+/g, ' ').slice(0, 80);

export function whyNoPage(from: string, url: string, { exitCode, status }: HttpResult): Text {
  if (exitCode === 0) {
    return {
      en: `${from} got HTTP ${status} from ${url}, expected 200`,
      zh: `${from} 从 ${url} 得到 HTTP ${status}，应为 200`,
    };
  }
  const why = CURL_EXITS[exitCode] ?? { en: `curl exit status ${exitCode}`, zh: `curl 退出码 ${exitCode}` };
  return { en: `${from} gets no page from ${url}: ${why.en}`, zh: `${from} 从 ${url} 得不到页面：${why.zh}` };
}

export function describeRequest(from: string, url: string, request: HttpResult): string {
  const source = request.source === '' ? '' : ` --interface ${request.source}`;
  const outcome = request.exitCode === 0 ? `${request.status} ${excerpt(request.body)}` : `exit ${request.exitCode}`;
  return `${from}: curl${source} ${url} -> ${outcome} (${request.durationMs} ms)`;
}
