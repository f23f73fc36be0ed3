/** Words for what a client saw when a request failed. */
import type { Text } from '../lab/primitives.ts';
import type { HttpResult } from '../probes/http-result.ts';

/** Exit statuses of curl(1) that a network without DNS, proxies or TLS can give. */
const CURL_EXITS: Record<number, Text> = {
  7: { en: 'the connection was refused, or there is no route', zh: '连接被拒绝，或没有路由' },
  28: { en: 'no answer in time: somebody on the way dropped the packets', zh: '超时没有应答：途中有人丢弃了数据包' },
  45: { en: 'the source address could not be used', zh: '无法使用该源地址' },
  52: { en: 'the server closed the connection without a response', zh: '服务器没有应答就关闭了连接' },
  56: { en: 'the connection was reset', zh: '连接被重置' },
};

/** The beginning of a page, on one line. */
export const excerpt = (body: string): string => body.trim().replaceAll(/\s+/g, ' ').slice(0, 80);

/** @param given the real server that got the request, and who gave it to it */
export function whyNoPage(
  from: string,
  url: string,
  { exitCode, status, source }: HttpResult,
  given?: { director: string; server: string },
): Text {
  if (exitCode === 0) {
    return {
      en: `${from} got HTTP ${status} from ${url}, expected 200`,
      zh: `${from} 从 ${url} 得到 HTTP ${status}，应为 200`,
    };
  }
  const why = CURL_EXITS[exitCode] ?? { en: `curl exit status ${exitCode}`, zh: `curl 退出码 ${exitCode}` };
  const whom = given && {
    en: `; ${given.director} gave the request of ${source} to ${given.server}`,
    zh: `；${given.director} 把 ${source} 的请求交给了 ${given.server}`,
  };
  return {
    en: `${from} gets no page from ${url}: ${why.en}${whom?.en ?? ''}`,
    zh: `${from} 从 ${url} 得不到页面：${why.zh}${whom?.zh ?? ''}`,
  };
}

/** The page came, by the grace of TCP. */
export const lossReason = (from: string, url: string, { source, syns }: HttpResult): Text => ({
  en: `${from} had to send the SYN of ${source} to ${url} ${syns} times: a packet was lost on the way, and it happened again with another client`,
  zh: `${from} 以 ${source} 为源地址向 ${url} 发了 ${syns} 次 SYN 才得到应答：途中有数据包丢失，换别的客户端再试也是如此`,
});

const outcomeOf = ({ exitCode, status, body }: HttpResult): string =>
  exitCode === 0 ? `${status} ${excerpt(body)}` : `exit ${exitCode}`;

const countSyns = ({ syns, synAcks }: HttpResult): string =>
  syns > 1 ? `, SYN sent ${syns} times, answered ${synAcks} times` : '';

const cameTo = (request: HttpResult): string => `${outcomeOf(request)}${countSyns(request)}`;

/** A line for each request that came to something else than one before, with how many more came to the same. */
export function describeRequests(from: string, url: string, requests: HttpResult[]): string[] {
  const firsts = requests.filter(
    (one, index) => requests.findIndex((other) => cameTo(other) === cameTo(one)) === index,
  );
  return firsts.map((first) => {
    const more = requests.filter((one) => one !== first && cameTo(one) === cameTo(first));
    const clients = new Set(more.map(({ source }) => source).filter((source) => source !== first.source)).size;
    const alike = more.length === 0 ? '' : `, and ${more.length} more like it, from ${clients} other clients`;
    return `${describeRequest(from, url, first)}${alike}`;
  });
}

export function describeRequest(from: string, url: string, request: HttpResult): string {
  const source = request.source === '' ? '' : ` --interface ${request.source}`;
  return `${from}: curl${source} ${url} -> ${outcomeOf(request)} (${request.durationMs} ms${countSyns(request)})`;
}
