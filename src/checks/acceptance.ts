import type { Text } from '../lab/primitives.ts';
import type { Delivery } from '../probes/probes.ts';
import { hasMac } from '../probes/snapshot.ts';
import { judgeAddress } from './address.ts';
import { describeRequest } from './http-reason.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import { hostOf, isReply, isRequest, nameOf } from './wire.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'acceptance'>;

export const kind: CheckKind<Parameters, Delivery> = {
  observe: ({ node, from, url }, probes) => probes.deliver(from, node, url),
  judge({ node, from, url }, { snapshot, observed: { request, frames } }) {
    const address = hostOf(url);
    const left = frames.filter(({ sourceMac }) => hasMac(snapshot, node, sourceMac));
    const answers = left.filter((frame) => isReply(frame, address));
    const passedOn = left.filter((frame) => isRequest(frame, address));
    const evidence = [
      `${describeRequest(from, url, request)}, in frames to ${node}`,
      `${node} sent ${answers.length} frames in the name of ${address}, and passed ${passedOn.length} on`,
    ];
    if (answers.length > 0) return pass(...evidence);
    const held = judgeAddress({ node, address }, snapshot);
    const why: Text = held.passed ? { en: '', zh: '' } : { en: `; ${held.reason.en}`, zh: `；${held.reason.zh}` };
    const [stray] = passedOn;
    if (stray) {
      const name = nameOf(snapshot, stray.destinationMac);
      return fail(
        {
          en: `${node} passes packets for ${address} that come to it on to ${name}${why.en}`,
          zh: `${node} 把到达它的、发往 ${address} 的包转给了 ${name}${why.zh}`,
        },
        ...evidence,
      );
    }
    return fail(
      {
        en: `${node} does not answer packets for ${address} that come to it${why.en}`,
        zh: `${node} 不应答到达它的、发往 ${address} 的包${why.zh}`,
      },
      ...evidence,
      ...held.evidence,
    );
  },
};
