import { z } from 'zod';
import { identifier } from '../lab/primitives.ts';
import type { Lab } from '../lab/lab.ts';
import { lostPacket } from '../observe/lost-packet.ts';
import type { HttpResult, Probes } from '../observe/probes.ts';
import { nodeSeen, type Snapshot } from '../observe/snapshot.ts';
import { describeRequests, excerpt, hasPage, lossReason, whyNoPage } from './http-reason.ts';
import { commonFields, fail, httpRequest, pass, type CheckKind } from './kind.ts';
import { serverName } from './offered-work.ts';

export const httpUrl = z
  .string()
  .regex(/^http:\/\/[^\s/]+\/?[^\s]*$/, 'expected a URL such as http://192.168.0.240/')
  .meta({ description: 'What the client asks for' });

export const schema = z
  .strictObject({
    ...commonFields,
    kind: z.literal('http'),
    from: identifier,
    url: httpUrl,
    bodies: z.array(z.string().min(1)).min(1).meta({ description: 'Each response must be one of these pages' }),
    every: z
      .boolean()
      .default(false)
      .meta({ description: 'Each of the pages must come: of more than one, up to 32 clients ask until all have' }),
    director: identifier
      .optional()
      .meta({ description: 'Its table tells which real server a request that failed was given to' }),
    requests: z.int().min(1).max(32).default(8).meta({ description: 'How many new clients ask at least' }),
    asOffered: z.boolean().default(false).meta({
      description:
        'Of uploads: the client must send segments as large as it was offered, since other clients heed no ICMP and have no route of their own',
    }),
    uploadBytes: z.int().min(1).max(1_000_000).optional().meta({ description: 'How much each request carries (POST)' }),
  })
  .meta({ description: 'A client gets the page, on every request' });

type Parameters = z.output<typeof schema>;

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
  nodes: ({ from, director }) => [
    { path: ['from'], node: from },
    ...(director === undefined ? [] : [{ path: ['director'], node: director }]),
  ],
  request: httpRequest,
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
