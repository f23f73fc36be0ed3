import {
  measureFailover,
  onlyPages,
  type FailoverMeasure,
  type FailoverRecord,
  type Phase,
} from '../models/failover.ts';
import type { Range, Trigger } from '../models/vrrp.ts';
import type { FailoverResult } from '../probes/probes.ts';
import { nodeSeen, nodesByMac } from '../probes/snapshot.ts';
import { describeDownload, whyBroken } from './failover-download.ts';
import { whyPatient } from './why-master.ts';
import { excerpt } from './http-reason.ts';
import { fail, pass, type CheckKind, type Finding } from './kind.ts';
import { hostOf } from './wire.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'failover'>;

const WHAT: Record<Trigger, { en: string; zh: string }> = {
  stop: { en: 'keepalived was stopped', zh: '正常停止 keepalived' },
  kill: { en: "keepalived's processes were killed", zh: '杀死 keepalived 进程' },
  node: { en: 'the machine was killed', zh: '整机断电' },
  link: { en: 'its interface was taken down', zh: '关闭网卡' },
  cable: { en: 'its cable was cut', zh: '拔掉交换机一侧的网线' },
  pause: { en: 'the machine was frozen', zh: '整机冻结' },
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const describeRange = ({ min, max }: Range): string =>
  min === max ? seconds(max) : `${seconds(min)} to ${seconds(max)}`;

const silence = (ms: number): string => (Number.isFinite(ms) ? `for ${seconds(ms)}` : 'to the end');

const describePhase = (name: string, { outageMs, lost, sent }: Phase): string =>
  `${name}: no answer ${silence(outageMs)}, ${lost} of ${sent} requests lost`;

const since = (ms: number | undefined): string => (ms === undefined ? 'never' : `after ${seconds(ms)}`);

function evidenceOf(
  { director, backup, trigger }: Parameters,
  result: FailoverResult,
  measure: FailoverMeasure,
): string[] {
  const { prediction, holders } = result;
  return [
    `${director}: ${WHAT[trigger].en}`,
    describePhase('failover', measure.failover),
    ...(result.longerOutageMs === undefined
      ? []
      : [
          `measured twice, because the first time was longer than expected: the shorter one counts, the other one was ${seconds(result.longerOutageMs)}`,
        ]),
    `predicted: backup takes over within ${describeRange(prediction.takeoverMs)}, no answer for ${describeRange(prediction.outageMs)}`,
    `${backup}: first advertisement ${since(measure.takeoverMs)}, first gratuitous ARP ${since(measure.announcedMs)}`,
    `had the address meanwhile: ${holders.during.join(', ') || 'nobody'}`,
    ...(measure.failback ? [describePhase('back again', measure.failback)] : []),
    ...(result.download ? [describeDownload(result.download, backup)] : []),
  ];
}

function judgeReadiness({ from, url, director }: Parameters, { holders, wasServed }: FailoverResult): Finding {
  const vip = hostOf(url);
  const evidence = [`${vip} is on: ${holders.before.join(', ') || 'no director'}`];
  if (holders.before.length !== 1 || holders.before[0] !== director) {
    const who = holders.before.join(', ') || '-';
    return fail(
      {
        en: `nothing was broken: ${vip} must be on ${director} alone before the failover, but it is on ${who}`,
        zh: `没有进行切换：切换之前 ${vip} 应当只在 ${director} 上，现在在 ${who} 上`,
      },
      ...evidence,
    );
  }
  return fail(
    {
      en: `nothing was broken: ${from} gets no steady answer from ${url} even before the failover`,
      zh: `没有进行切换：切换之前 ${from} 就不能稳定地访问 ${url}`,
    },
    ...evidence,
    `${from} was ${wasServed ? '' : 'not '}served`,
  );
}

/** A page that came after the director was broken, and is none of the real servers'. */
function strangePage(
  { bodies }: Parameters,
  { requests, marks: { trigger, mend = Infinity } }: FailoverRecord,
): string {
  const after = requests.filter(({ sent }) => sent >= trigger && sent < mend);
  return (
    onlyPages(after, bodies).find(({ answered, page }) => answered === undefined && page !== undefined)?.page ?? ''
  );
}

/** What a backup lacks that has the address and answers nothing. */
function whyUnserved(
  { backup, url }: Parameters,
  snapshotServices: string[],
  measure: FailoverMeasure,
  strange: string,
): Finding {
  const vip = hostOf(url);
  const took = measure.takeoverMs === undefined ? '' : ` (${seconds(measure.takeoverMs)})`;
  if (strange !== '') {
    return fail({
      en: `${backup} took ${vip} over${took}, but clients get a page from it that no real server has: "${excerpt(strange)}"`,
      zh: `${backup} 接管了 ${vip}${took}，但客户端从它得到的网页不属于任何真实服务器："${excerpt(strange)}"`,
    });
  }
  if (measure.announcedMs === undefined && measure.takeoverMs !== undefined) {
    return fail({
      en: `${backup} took ${vip} over${took}, but clients get no page from it: ${backup} sent no gratuitous ARP for ${vip}, so clients kept the old MAC`,
      zh: `${backup} 接管了 ${vip}${took}，但客户端打不开网页：${backup} 没有为 ${vip} 发送免费 ARP，客户端仍使用旧的 MAC`,
    });
  }
  return fail({
    en: `${backup} took ${vip} over${took}, but clients get no page from it: it has ${snapshotServices.join(', ') || 'no virtual service'}`,
    zh: `${backup} 接管了 ${vip}${took}，但客户端打不开网页：它上面${snapshotServices.length > 0 ? `的虚拟服务是 ${snapshotServices.join(', ')}` : '没有虚拟服务'}`,
  });
}

export const kind: CheckKind<Parameters, FailoverResult | undefined> = {
  observe: ({ from, url, director, backup, trigger, intervalMs, bodies, takesBack, download, toleranceMs }, probes) => {
    const pages = bodies;
    return probes.failover({
      from,
      url,
      director,
      backup,
      trigger,
      intervalMs,
      pages,
      takesBack,
      download,
      toleranceMs,
    });
  },
  judge(parameters, { snapshot, observed }) {
    const { from, director, backup, url, bodies, trigger, toleranceMs } = parameters;
    const vip = hostOf(url);
    if (!observed) {
      return fail({
        en: `nothing was broken: keepalived runs no VRRP instance with ${vip} on both ${director} and ${backup}`,
        zh: `没有进行切换：${director} 和 ${backup} 上没有都运行带 ${vip} 的 VRRP 实例`,
      });
    }
    const { record: recorded, holders, prediction, preempts } = observed;
    if (!recorded) return judgeReadiness(parameters, observed);
    const record = { ...recorded, requests: onlyPages(recorded.requests, bodies) };
    const macs = nodeSeen(snapshot, backup).links.flatMap(({ mac }) => mac ?? []);
    const measure = measureFailover(record, macs);
    const evidence = evidenceOf(parameters, observed, measure);
    const finish = (finding: Finding): Finding => ({
      ...finding,
      evidence: [...evidence, ...finding.evidence],
      timeline: { director, backup, trigger, nodes: nodesByMac(snapshot), record, measure, prediction },
    });
    if (!holders.during.includes(backup)) {
      const why = whyPatient(snapshot, backup, vip);
      return finish(
        fail({
          en: `${backup} did not take ${vip} over, though it should have within ${seconds(prediction.takeoverMs.max)}${why ? `; ${why.en}` : ''}`,
          zh: `${backup} 没有接管 ${vip}，按定时器应当在 ${seconds(prediction.takeoverMs.max)} 内接管${why ? `；${why.zh}` : ''}`,
        }),
      );
    }
    if (!Number.isFinite(measure.failover.outageMs)) {
      const services = nodeSeen(snapshot, backup).ipvs?.services ?? [];
      const names = services.map(({ protocol, address, port }) => `${protocol} ${address}:${port}`);
      return finish(whyUnserved(parameters, names, measure, strangePage(parameters, recorded)));
    }
    const allowedMs = prediction.outageMs.max + toleranceMs;
    const { outageMs } = measure.failover;
    if (outageMs > allowedMs) {
      const arp = measure.announcedMs === undefined;
      return finish(
        fail({
          en: `clients got no answer for ${seconds(outageMs)}, at most ${seconds(allowedMs)} is expected${arp ? `; ${backup} sent no gratuitous ARP for ${vip}, so clients kept the old MAC` : ''}`,
          zh: `客户端 ${seconds(outageMs)} 没有应答，最多应为 ${seconds(allowedMs)}${arp ? `；${backup} 没有为 ${vip} 发送免费 ARP，客户端仍使用旧的 MAC` : ''}`,
        }),
      );
    }
    if (observed.download && observed.download.outcome !== 'went on') {
      return finish(fail(whyBroken(parameters, snapshot, observed.download)));
    }
    if (observed.tookBack === false) {
      return finish(
        fail({
          en: `${director} did not take ${vip} back once it was mended: ${backup} kept it${preempts ? '' : `, because of nopreempt on ${director}`}`,
          zh: `${director} 恢复之后没有收回 ${vip}：它留在 ${backup} 上${preempts ? '' : `，因为 ${director} 上有 nopreempt`}`,
        }),
      );
    }
    const heir = preempts ? director : backup;
    if (!holders.after.includes(director) || holders.after.length !== 1) {
      return finish(
        fail({
          en: `${vip} is not back on ${director} alone, it is on ${holders.after.join(', ') || 'no director'}`,
          zh: `${vip} 没有回到 ${director} 上，现在在 ${holders.after.join(', ') || '任何调度器之外'}`,
        }),
      );
    }
    return finish(
      pass(
        `afterwards ${heir} kept the address`,
        ...(observed.forgot
          ? [
              `${from} still sent to ${backup}, because no gratuitous ARP told it that ${vip} had moved back; its ARP cache was emptied`,
            ]
          : []),
      ),
    );
  },
};
