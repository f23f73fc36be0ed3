import type { Text } from '../lab/primitives.ts';
import { nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import type { Answer, DrainSeen } from '../probes/results.ts';
import type { Endpoint } from '../parsers/ipvsadm-connections.ts';
import { carriersOf } from './carriers.ts';
import { findService, noSuchService, serviceName } from './ipvs-table.ts';
import { fail, pass, type CheckKind, type Finding } from './kind.ts';
import { serverName } from './offered-work.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'drain'>;

const WORDS: Record<Answer, string> = { answered: '有应答', cut: '被断开', silent: '没有应答' };

const describeAnswer = (answer: Answer | undefined): string => answer ?? 'not asked';

/** Where the connection went that a client opened at weight 0. */
function judgeConnection(got: Endpoint | undefined, server: Endpoint, who: { en: string; zh: string }): Finding {
  const name = `${server.address}:${server.port}`;
  if (!got) {
    return fail({
      en: `${who.en} got no server while ${name} had weight 0`,
      zh: `${name} 的权重为 0 时，${who.zh}没有分到任何服务器`,
    });
  }
  if (got.address !== server.address || got.port !== server.port) return pass();
  return fail({ en: `${who.en} still went to ${name} at weight 0`, zh: `权重为 0 时，${who.zh}仍然分到了 ${name}` });
}

function judgeEffect(effect: Parameters['effect'], server: Endpoint, seen: DrainSeen): Finding {
  const name = `${server.address}:${server.port}`;
  const { atZero, removed, known, newcomer } = seen;
  if (effect === 'new-clients') {
    if (atZero !== 'answered') {
      return fail({
        en: `the open connection to ${name} was ${describeAnswer(atZero)} at weight 0, expected it to go on`,
        zh: `权重为 0 时，到 ${name} 的已有连接${atZero ? WORDS[atZero] : '没有测到'}，它应当继续`,
      });
    }
    return judgeConnection(newcomer, server, { en: 'a new client', zh: '新客户端' });
  }
  if (effect === 'known-client') {
    return judgeConnection(known, server, {
      en: 'the next connection of a client that had been there before',
      zh: '以前来过的客户端的新连接',
    });
  }
  if (removed === 'cut') return pass();
  return fail({
    en: `the open connection to ${name} was ${describeAnswer(removed)} once the server was deleted, expected it to be cut at once`,
    zh: `服务器 ${name} 被删除之后，已有连接${removed ? WORDS[removed] : '没有测到'}，应当立刻被断开`,
  });
}

/** What the kernel does of it only when it is told to. */
const SWITCHES: Partial<Record<Parameters['effect'], string>> = {
  'known-client': 'net.ipv4.vs.expire_quiescent_template',
  removal: 'net.ipv4.vs.expire_nodest_conn',
};

function switchOff(snapshot: Snapshot, director: string, effect: Parameters['effect']): Text | undefined {
  const name = SWITCHES[effect];
  if (name === undefined || nodeSeen(snapshot, director).sysctls[name] !== '0') return undefined;
  return { en: `${name} is 0 on ${director}`, zh: `${director} 上 ${name} 是 0` };
}

export const kind: CheckKind<Parameters, DrainSeen> = {
  async observe({ from, director, service }, probes) {
    const request = { from, director, address: service.address, port: service.port };
    const carried = await probes.carried(request);
    const [used] = carried ? carriersOf(service, carried) : [];
    return probes.drain({ ...request, mark: used?.mark });
  },
  judge({ from, director, service, effect }, { lab, snapshot, observed }) {
    const { server, before, atZero, removed, known, newcomer } = observed;
    if (!server) {
      if (!findService(snapshot, director, service)) return noSuchService(snapshot, director, service);
      return fail({
        en: `nothing was taken out: a connection of ${from} to ${serviceName(service)} was ${before}, or not ${director}'s`,
        zh: `没有服务器可以撤下：${from} 到 ${serviceName(service)} 的连接${WORDS[before]}，或者没有经过 ${director}`,
      });
    }
    const name = (at: Endpoint | undefined): string => (at ? serverName(lab, at.address) : 'nobody');
    const evidence = [
      `a connection to ${name(server)}: ${before}; at weight 0: ${describeAnswer(atZero)}; once deleted: ${describeAnswer(removed)}`,
      `at weight 0 the next connection of the same client: ${name(known)}; of a new client: ${name(newcomer)}`,
    ];
    const finding = judgeEffect(effect, server, observed);
    const isStill = effect === 'removal' ? removed !== undefined : known?.address === server.address;
    const why = isStill ? switchOff(snapshot, director, effect) : undefined;
    if (finding.passed || !why) return { ...finding, evidence };
    const reason = { en: `${finding.reason.en}; ${why.en}`, zh: `${finding.reason.zh}；${why.zh}` };
    return { ...finding, reason, evidence };
  },
};
