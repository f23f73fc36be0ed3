import { hasPage, LOSSES, type PacedRequest } from '../models/failover.ts';
import type { Range } from '../models/vrrp.ts';
import type { ServerFailureResult } from '../probes/probes.ts';
import { excerpt } from './http-reason.ts';
import { fail, pass, type CheckKind, type Finding } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'server-failure'>;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const showRange = ({ min, max }: Range): string => `${seconds(min)} to ${seconds(max)}`;
const when = (ms: number | undefined): string => (ms === undefined ? 'never within the test' : `after ${seconds(ms)}`);

const lostBetween = (requests: PacedRequest[], from = 0, until = Infinity): PacedRequest[] =>
  requests.filter(({ sent, answered }) => answered === undefined && sent >= from && sent < until);

/** Requests that are under way while the table changes may still be lost. */
const SETTLING_S = 0.3;
/** Time for a packet that got lost to be sent again, after one second, before what was broken is mended. */
const WAIT_S = 1.3;

/** Without an answer though the servers had left, and had not come back. */
const lostMeanwhile = ({ requests, marks: { out = 0, mend = Infinity } }: ServerFailureResult): PacedRequest[] =>
  requests.filter(
    ({ sent, answered = Infinity }) => sent >= out + SETTLING_S && sent < mend - WAIT_S && answered > mend,
  );

/** Such as "3 requests lost (2 refused, 1 silent)". */
function describeLosses(requests: PacedRequest[]): string {
  const counts = LOSSES.map((loss) => ({ loss, count: requests.filter((request) => request.loss === loss).length }));
  const known = counts.filter(({ count }) => count > 0).map(({ loss, count }) => `${count} ${loss}`);
  return `${requests.length} requests lost${known.length > 0 ? ` (${known.join(', ')})` : ''}`;
}

/** The pages of the servers that do not fail. */
const pagesLeft = ({ pages, servers }: Parameters): string[] =>
  Object.entries(pages).flatMap(([node, page]) => (servers.includes(node) ? [] : [page]));

/** A page that none of the servers has that are left, though some are left. */
function strangePage(parameters: Parameters, seen: ServerFailureResult): string | undefined {
  const left = pagesLeft(parameters);
  const { out, mend = Infinity } = seen.marks;
  if (out === undefined || left.length === 0) return undefined;
  const during = seen.requests.filter(({ sent }) => sent >= out + SETTLING_S && sent < mend - WAIT_S);
  const other = during.find((one) => one.answered !== undefined && !hasPage(one, left));
  return other && (other.page ?? '');
}

function evidenceOf({ director, servers }: Parameters, seen: ServerFailureResult): string[] {
  const { requests, marks, removal, comeback, meanwhile } = seen;
  const { fail: failed = 0, out, mend = Infinity } = marks;
  const total = requests.filter(({ sent }) => sent >= failed && sent < mend).length;
  return [
    `${servers.join(', ')} out of ${director}'s table ${when(seen.removalMs)}, predicted ${showRange(removal)}`,
    `${describeLosses(lostBetween(requests, failed, out))} until then, ${describeLosses(lostMeanwhile(seen))} afterwards, of ${total}`,
    `a client got meanwhile: ${meanwhile.exitCode === 0 ? meanwhile.body : `nothing (curl ended with ${meanwhile.exitCode})`}`,
    `back in the table ${when(seen.comebackMs)}, predicted ${showRange(comeback)}`,
  ];
}

function judgeMeanwhile(parameters: Parameters, seen: ServerFailureResult): Finding {
  const { sorry, servers, director } = parameters;
  const { meanwhile } = seen;
  if (sorry !== undefined) {
    if (meanwhile.body === sorry) return pass();
    const got = meanwhile.exitCode === 0 ? `"${meanwhile.body}"` : `curl ${meanwhile.exitCode}`;
    return fail({
      en: `with ${servers.join(', ')} down, clients got ${got}, expected "${sorry}" of the sorry_server`,
      zh: `${servers.join('、')} 都停止之后，客户端得到 ${got}，应当得到 sorry_server 的 "${sorry}"`,
    });
  }
  const strange = strangePage(parameters, seen);
  if (strange !== undefined) {
    const names = servers.join(', ');
    const left = Object.keys(parameters.pages).filter((name) => !servers.includes(name));
    return fail({
      en: `with ${names} down, clients got "${excerpt(strange)}", expected the page of ${left.join(', ')}, which still serves`,
      zh: `${servers.join('、')} 停止之后，客户端得到 "${excerpt(strange)}"，应当得到仍在服务的 ${left.join('、')} 的网页`,
    });
  }
  const lost = lostMeanwhile(seen).length;
  if (lost === 0) return pass();
  return fail({
    en: `${lost} requests were lost although ${servers.join(', ')} had left ${director}'s table`,
    zh: `${servers.join('、')} 已经离开 ${director} 的表，仍有 ${lost} 个请求没有应答`,
  });
}

export const kind: CheckKind<Parameters, ServerFailureResult | undefined> = {
  observe: ({ from, url, director, servers, failure, intervalMs, pages }, probes) =>
    probes.serverFailure({ from, url, director, servers, failure, intervalMs, pages: Object.values(pages) }),
  judge(parameters, { observed }) {
    const { from, url, director, servers, toleranceMs } = parameters;
    const names = servers.join(', ');
    if (!observed) {
      return fail({
        en: `nothing was broken: keepalived on ${director} does not check ${names}`,
        zh: `没有进行测试：${director} 的 keepalived 没有检查 ${names}`,
      });
    }
    if (!observed.wasReady) {
      return fail({
        en: `nothing was broken: ${from} gets no steady answer from ${url}, or ${names} is not in ${director}'s table`,
        zh: `没有进行测试：${from} 不能稳定地访问 ${url}，或者 ${names} 不在 ${director} 的表里`,
      });
    }
    const evidence = evidenceOf(parameters, observed);
    const { removalMs, comebackMs, removal, comeback } = observed;
    if (removalMs === undefined || removalMs > removal.max + toleranceMs) {
      return fail(
        {
          en: `${names} stayed in ${director}'s table ${removalMs === undefined ? 'to the end of the test' : `for ${seconds(removalMs)}`}, expected at most ${seconds(removal.max)}`,
          zh: `${names} 停止后${removalMs === undefined ? `一直留在 ${director} 的表里` : `在 ${director} 的表里停留了 ${seconds(removalMs)}`}，应当不超过 ${seconds(removal.max)}`,
        },
        ...evidence,
      );
    }
    if (comebackMs === undefined || comebackMs > comeback.max + toleranceMs) {
      return fail(
        {
          en: `${names} came back into ${director}'s table ${when(comebackMs)}, expected at most ${seconds(comeback.max)}`,
          zh: `${names} 恢复后${comebackMs === undefined ? '一直没有' : ` ${seconds(comebackMs)} 才`}回到 ${director} 的表里，应当不超过 ${seconds(comeback.max)}`,
        },
        ...evidence,
      );
    }
    const meanwhile = judgeMeanwhile(parameters, observed);
    return { ...meanwhile, evidence };
  },
};
