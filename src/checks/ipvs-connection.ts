import type { Lab } from '../lab/lab.ts';
import type { Text } from '../lab/primitives.ts';
import type { TrackedClient } from '../probes/probes.ts';
import type { HttpResult } from '../probes/http-result.ts';
import { nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import { until } from '../util/until.ts';
import { showEndpoint } from '../parsers/endpoint.ts';
import type { Connection } from '../parsers/ipvsadm-connections.ts';
import { serviceName } from './ipvs-table.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import { whyNoCopy } from './why-no-copy.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'ipvs-connection'>;

interface Observed {
  requests: HttpResult[];
  connections: Connection[];
  /** With livesSeconds, and when the entry was there. */
  life?: Life;
}

/** After the request. What is seen takes its time, so that the life of an entry is between two numbers. */
interface Life {
  /** From its end until the table was last asked that still had the entry. */
  seenMs: number;
  /** From its begin until a table came back without the entry; undefined: none did. */
  goneMs: number | undefined;
}

/** By how much the life of an entry may miss what it must be. */
const TOLERANCE_S = 1;
/** Entries of closed connections live for a second at the least (ipvsadm --set). */
const LATE_MS = 1000;
const ATTEMPTS = 3;
/** So that the table is asked once more after that. */
const LAST_LOOK_MS = 500;

/** Entries of earlier requests stay for a while: only that of this request's own port says how it came. */
const isOf =
  (requests: HttpResult[], { service, source }: Parameters) =>
  ({ protocol, client, virtual }: Connection): boolean =>
    protocol.toLowerCase() === service.protocol &&
    virtual.address === service.address &&
    virtual.port === service.port &&
    requests.some(
      (sent) => client.address === (source ?? sent.source) && sent.sourcePort !== 0 && sent.sourcePort === client.port,
    );

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

const describeLife = ({ seenMs, goneMs }: Life): string =>
  goneMs === undefined
    ? `its entry is still in the table ${seconds(seenMs)} s after the request`
    : `its entry was seen for ${seconds(seenMs)} s after the request, and gone after ${seconds(goneMs)} s`;

function judgeLife(node: string, livesSeconds: number, { seenMs, goneMs }: Life): Text | undefined {
  const expected = { en: `expected ${livesSeconds} s`, zh: `应为 ${livesSeconds} 秒` };
  if (goneMs === undefined || seenMs > (livesSeconds + TOLERANCE_S) * 1000) {
    return {
      en: `the entry of the finished request was still in the table of ${node} after ${seconds(seenMs)} s, ${expected.en}`,
      zh: `请求已经结束，它的记录 ${seconds(seenMs)} 秒之后还在 ${node} 的连接表中，${expected.zh}`,
    };
  }
  if (goneMs >= (livesSeconds - TOLERANCE_S) * 1000) return undefined;
  return {
    en: `the entry of the finished request was gone from the table of ${node} after ${seconds(goneMs)} s, ${expected.en}`,
    zh: `请求结束 ${seconds(goneMs)} 秒之后，它的记录就离开了 ${node} 的连接表，${expected.zh}`,
  };
}

interface Followed extends Observed {
  /** When the request was sent and when it had ended. */
  begun: number;
  ended: number;
}

/** The table may be seen so late on a busy machine that the entry has left it: then the director answers at once by now. */
async function request(parameters: Parameters, { send, look }: TrackedClient): Promise<Followed> {
  for (let attempt = 1; ; attempt += 1) {
    const begun = performance.now();
    const requests = await send();
    const ended = performance.now();
    const connections = await look();
    const isLate = performance.now() - ended > LATE_MS && !connections.some(isOf(requests, parameters));
    if (!isLate || attempt === ATTEMPTS) return { requests, connections, begun, ended };
  }
}

async function follow(parameters: Parameters, client: TrackedClient): Promise<Observed> {
  const { withinSeconds, livesSeconds } = parameters;
  const { requests, begun, ended, ...first } = await request(parameters, client);
  const isThere = isOf(requests, parameters);
  let { connections } = first;
  const has = async (): Promise<boolean> => (connections = await client.look()).some(isThere);
  if (withinSeconds > 0 && !connections.some(isThere)) await until(has, withinSeconds * 1000);
  if (livesSeconds === undefined || !connections.some(isThere)) return { requests, connections };
  let seenMs = 0;
  const isGone = async (): Promise<boolean> => {
    const asked = performance.now();
    if (!(await client.look()).some(isThere)) return true;
    seenMs = asked - ended;
    return false;
  };
  const left = await until(isGone, (livesSeconds + TOLERANCE_S) * 1000 + LAST_LOOK_MS);
  return { requests, connections, life: { seenMs, goneMs: left ? performance.now() - begun : undefined } };
}

/** Where another director has the address that was asked, an entry can only come as a copy. */
function whyCopyFails(lab: Lab, snapshot: Snapshot, { node, service }: Parameters): Text | undefined {
  const has = (name: string): boolean =>
    nodeSeen(snapshot, name).addresses.some(({ address }) => address === service.address);
  const owner = lab.nodes.find(({ name, role }) => role === 'director' && name !== node && has(name));
  return owner && !has(node) ? whyNoCopy(snapshot, owner.name, node) : undefined;
}

export const kind: CheckKind<Parameters, Observed> = {
  observe(parameters, probes) {
    const { node, from, url } = parameters;
    return probes.tracked({ from, url, director: node }, (client) => follow(parameters, client));
  },
  judge(parameters, { lab, snapshot, observed }) {
    const { node, service, livesSeconds } = parameters;
    const source = parameters.source ?? observed.requests[0]?.source ?? '-';
    const entries = observed.connections.filter(
      // Port 0 is a persistence template, which no packet made.
      ({ protocol, virtual, client }) =>
        protocol.toLowerCase() === service.protocol &&
        virtual.address === service.address &&
        virtual.port === service.port &&
        client.port !== 0,
    );
    const evidence = entries.map(
      ({ protocol, state, client, virtual, destination }) =>
        `${protocol} ${state} ${showEndpoint(client)} ${showEndpoint(virtual)} ${showEndpoint(destination)}`,
    );
    if (entries.some(isOf(observed.requests, parameters))) {
      if (livesSeconds === undefined || !observed.life) return pass(...evidence);
      const reason = judgeLife(node, livesSeconds, observed.life);
      evidence.push(describeLife(observed.life));
      return reason ? fail(reason, ...evidence) : pass(...evidence);
    }
    const why = whyCopyFails(lab, snapshot, parameters);
    const seen = [...new Set(entries.map(({ client }) => client.address))].join(', ') || '-';
    return fail(
      {
        en: `the connection table of ${node} has no entry of ${source} for this request to ${serviceName(service)} (sources there: ${seen})${why ? `; ${why.en}` : ''}`,
        zh: `${node} 的连接表中没有 ${source} 这次访问 ${serviceName(service)} 的记录（表中的来源：${seen}）${why ? `；${why.zh}` : ''}`,
      },
      ...evidence,
    );
  },
};
