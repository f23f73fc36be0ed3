import { z } from 'zod';
import { identifier } from '../lab/primitives.ts';
import type { HttpResult } from '../observe/probes.ts';
import { describeRequest, excerpt, hasPage, whyNoPage } from './http-reason.ts';
import { commonFields, fail, httpRequest, pass, type CheckKind } from './kind.ts';

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
    requests: z.int().min(1).max(100).default(2),
    uploadBytes: z.int().min(1).max(1_000_000).optional().meta({ description: 'How much each request carries (POST)' }),
  })
  .meta({ description: 'A client gets the page, on every request' });

type Parameters = z.output<typeof schema>;

export const kind: CheckKind<Parameters, HttpResult[]> = {
  nodes: ({ from }) => [{ path: ['from'], node: from }],
  request: httpRequest,
  observe: ({ from, url, requests, uploadBytes }, probes) => probes.http(from, url, requests, uploadBytes),
  judge({ from, url, bodies, uploadBytes }, { observed }) {
    const evidence = [
      ...(uploadBytes === undefined ? [] : [`each request carries ${uploadBytes} bytes`]),
      ...observed.map((request) => describeRequest(from, url, request)),
    ];
    const failed = observed.find((request) => !hasPage(request));
    if (failed) return fail(whyNoPage(from, url, failed), ...evidence);
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
    return pass(...evidence);
  },
};
