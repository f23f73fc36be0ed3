import { lostPacket, hasPage, type HttpResult } from '../probes/http-result.ts';
import type { Probes } from '../probes/probes.ts';
import { describeRequests, excerpt, lossReason, whyNoPage } from './http-reason.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import { serverName } from './offered-work.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'http'>;

export const askPages = (
  { from, url, requests, uploadBytes, bodies, director }: Parameters,
  probes: Probes,
): Promise<HttpResult[]> => probes.http(from, url, requests, { uploadBytes, pages: bodies, director });

export const kind: CheckKind<Parameters, HttpResult[]> = {
  observe: askPages,
  judge({ from, url, bodies, uploadBytes, every, director }, { lab, observed }) {
    const evidence = [
      ...(uploadBytes === undefined ? [] : [`each request carries ${uploadBytes} bytes`]),
      ...describeRequests(from, url, observed),
    ];
    const failed = observed.find((request) => !hasPage(request));
    if (failed) {
      const server = failed.givenTo === undefined ? undefined : serverName(lab, failed.givenTo);
      return fail(
        whyNoPage(from, url, failed, server === undefined ? undefined : { director: director ?? '', server }),
        ...evidence,
      );
    }
    const odd = observed.find(({ body }) => !bodies.includes(body.trim()));
    if (odd) {
      const got = excerpt(odd.body);
      return fail(
        {
          en: `${from} got a page from ${url} that no real server of the lab has: "${got}"`,
          zh: `${from} 从 ${url} 得到的页面不属于本实验的任何真实服务器："${got}"`,
        },
        ...evidence,
      );
    }
    const lossy = observed.find(lostPacket);
    if (lossy) return fail(lossReason(from, url, lossy), ...evidence);
    const absent = every ? bodies.filter((page) => !observed.some(({ body }) => body.trim() === page)) : [];
    if (absent.length > 0) {
      const clients = new Set(observed.map(({ source }) => source)).size;
      const names = absent.map((page) => `"${excerpt(page)}"`).join(', ');
      return fail(
        {
          en: `none of ${clients} new clients at ${from} got ${names} from ${url}`,
          zh: `${from} 上的 ${clients} 个新客户端没有一个从 ${url} 得到 ${names}`,
        },
        ...evidence,
      );
    }
    return pass(...evidence);
  },
};
