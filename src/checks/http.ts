import type { Lab } from '../lab/lab.ts';
import { lostPacket, type HttpResult, hasPage } from '../probes/http-result.ts';
import type { Probes } from '../probes/probes.ts';
import { nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import { describeRequests, excerpt, lossReason, whyNoPage } from './http-reason.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import { serverName } from './offered-work.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'http'>;

/** Headers of IP and TCP, and the option of TCP for timestamps. */
const HEADERS = 40;
const TIMESTAMPS = 12;

/** That of the lab's networks, as the machines on them have it, whichever of them was set to less. */
const mtuOf = (lab: Lab, snapshot: Snapshot): number =>
  Math.max(
    ...lab.nodes.flatMap(({ name, interfaces }) =>
      nodeSeen(snapshot, name).links.flatMap((link) =>
        interfaces.some((one) => one.name === link.name) ? link.mtu : [],
      ),
    ),
  );

/** Whether the client's kernel sent less at a time than it was offered. */
const isShrunk = ({ sent }: HttpResult, linkMtu: number): boolean =>
  sent !== undefined && sent.segment < Math.min(sent.offered || Infinity, linkMtu - HEADERS) - TIMESTAMPS;

export const askPages = (
  { from, url, requests, uploadBytes, bodies, director }: Parameters,
  probes: Probes,
): Promise<HttpResult[]> => probes.http(from, url, requests, { uploadBytes, pages: bodies, director });

export const kind: CheckKind<Parameters, HttpResult[]> = {
  observe: askPages,
  judge({ from, url, bodies, uploadBytes, every, director, asOffered }, { lab, snapshot, observed }) {
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
    const shrunk = asOffered ? observed.find((one) => isShrunk(one, mtuOf(lab, snapshot))) : undefined;
    if (shrunk?.sent) {
      const { offered, segment, mtu } = shrunk.sent;
      return fail(
        {
          en: `the upload arrived only because ${from} sent less than it was offered: an MSS of ${offered}, segments of ${segment} bytes, a path MTU of ${mtu} by ICMP or by its own settings; other clients know nothing of that`,
          zh: `上传能到达，只是因为 ${from} 自己减小了报文段：得到的 MSS 是 ${offered}，发送的报文段是 ${segment} 字节，从 ICMP 或自己的设置得知路径 MTU 为 ${mtu}；别的客户端不知道这些`,
        },
        ...evidence,
      );
    }
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
