import { predictRemoval } from '../models/vrrp.ts';
import { nodeSeen } from '../probes/snapshot.ts';
import type { HealthChecker } from '../parsers/keepalived-checkers.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'health-checks'>;

const seconds = (ms: number): string => `${ms / 1000} s`;

const worst = (checker: HealthChecker): number => predictRemoval(checker, true).max;

const describe = (checker: HealthChecker, worstMs: number): string =>
  `${checker.server.address}:${checker.server.port} ${checker.method}: ${checker.isUp ? 'up' : 'down'}, delay_loop ${seconds(checker.delayLoopMs)}, retry ${checker.retries}, delay_before_retry ${seconds(checker.delayBeforeRetryMs)}, connect_timeout ${seconds(checker.connectTimeoutMs)}: out of the table within ${seconds(worstMs)}`;

export const kind: CheckKind<Parameters, undefined> = {
  judge({ node, service, servers, withinSeconds }, { snapshot }) {
    const { keepalived, ipvs } = nodeSeen(snapshot, node);
    const all = keepalived?.checkers ?? [];
    const checkers = all.filter(({ services }) =>
      services.some(({ address: at, port }) => at === service.address && port === service.port),
    );
    const evidence = checkers.map((checker) => describe(checker, worst(checker)));
    const name = `${service.address}:${service.port}`;
    if (checkers.length === 0) {
      const isThere = ipvs?.services.some(({ address: at, port }) => at === service.address && port === service.port);
      return fail(
        {
          en: `keepalived on ${node} runs no health checker for ${name}${isThere ? ', though the service is in the table' : ''}`,
          zh: `${node} 的 keepalived 没有为 ${name} 运行健康检查${isThere ? '，虽然表里有这个服务' : ''}`,
        },
        ...all.map((checker) => describe(checker, worst(checker))),
      );
    }
    const missing = servers.find(
      ({ address: at, port }) => !checkers.some(({ server }) => server.address === at && server.port === port),
    );
    if (missing) {
      return fail(
        {
          en: `keepalived on ${node} does not check ${missing.address}:${missing.port}: it would stay in the table when it dies`,
          zh: `${node} 的 keepalived 没有检查 ${missing.address}:${missing.port}：它坏了也会留在表里`,
        },
        ...evidence,
      );
    }
    // Of several checkers of a server the first that fails takes it out.
    const isSlow = ({ server }: HealthChecker): boolean =>
      checkers
        .filter((one) => one.server.address === server.address && one.server.port === server.port)
        .every((one) => worst(one) > withinSeconds * 1000);
    const slow = checkers.find(isSlow);
    if (slow) {
      const at = `${slow.server.address}:${slow.server.port}`;
      return fail(
        {
          en: `a dead ${at} stays in ${node}'s table for up to ${seconds(worst(slow))}, at most ${withinSeconds} s is expected: delay_loop is ${seconds(slow.delayLoopMs)} (60 s when it is not written)`,
          zh: `${at} 坏了之后最多在 ${node} 的表里停留 ${seconds(worst(slow))}，应当不超过 ${withinSeconds} s：delay_loop 是 ${seconds(slow.delayLoopMs)}（不写就是 60 s）`,
        },
        ...evidence,
      );
    }
    return pass(...evidence);
  },
};
