import { expect } from 'chai';
import type { Finding } from '../../../src/checks/kind.ts';
import { nodeSeen } from '../../../src/probes/snapshot.ts';
import { parseHealthCheckers, type HealthChecker } from '../../../src/parsers/keepalived-checkers.ts';
import { expectFail, expectPass, judgedExp2, type WrittenCheck } from '../../helpers/judge.ts';
import { exp2, keepalivedOf } from '../../helpers/snapshot.ts';
import { recorded } from '../parsers/recordings.ts';

const VIP = '192.168.0.240';
const wanted: WrittenCheck<'health-checks'> = {
  kind: 'health-checks',
  node: 'lvs01',
  service: { address: VIP },
  servers: [{ address: '192.168.0.223' }, { address: '192.168.0.224' }],
  withinSeconds: 20,
};

type Change = (one: HealthChecker) => Partial<HealthChecker>;

/** What keepalived runs with the tutorial's configuration, with this otherwise. */
const checkers = (change: Change = () => ({})): HealthChecker[] =>
  parseHealthCheckers(recorded('keepalived-checkers-tutorial')).map((one) => ({ ...one, ...change(one) }));

/** The director of experiment 2, whose service is made by hand, with these checkers. */
function judge(running: HealthChecker[], change: Partial<typeof wanted> = {}, snapshot = exp2()): Finding {
  keepalivedOf(snapshot, 'lvs01').checkers = running;
  return judgedExp2({ ...wanted, ...change }, { snapshot });
}

const WEB01 =
  '192.168.0.223:80 TCP_CHECK: up, delay_loop 6 s, retry 1, delay_before_retry 3 s, connect_timeout 8 s: out of the table within 9 s';
const WEB02 = WEB01.replace('.223', '.224');
const NONE = `keepalived on lvs01 runs no health checker for ${VIP}:80`;
const UNATTENDED = `${NONE}, though the service is in the table`;
const unchecked = (server: string): string =>
  `keepalived on lvs01 does not check ${server}: it would stay in the table when it dies`;
/** The same with a check a minute. */
const rare = (line: string): string =>
  line.replace('delay_loop 6 s', 'delay_loop 60 s').replace('within 9 s', 'within 63 s');

describe('health-checks', () => {
  it("passes with the tutorial's virtual_server", () => {
    expectPass(judge(checkers()), [WEB01, WEB02]);
  });

  it('passes with servers and services beyond those that are wanted, and shows its own service alone', () => {
    const [first] = checkers();
    if (!first) throw new Error('no checker was recorded');
    const others = [
      { ...first, services: [{ address: VIP, port: 443 }], delayLoopMs: 60_000 },
      { ...first, services: [{ address: '192.168.0.241', port: 80 }], delayLoopMs: 60_000 },
      { ...first, services: [], delayLoopMs: 60_000 },
    ];
    const third = { ...first, server: { address: '192.168.0.225', port: 80 } };
    expectPass(judge([...others, ...checkers(), third]), [WEB01, WEB02, WEB01.replace('.223', '.225')]);
  });

  it('passes with checkers of a group that has the address', () => {
    expectPass(judge(parseHealthCheckers(recorded('keepalived-checkers-group'))), [
      WEB01,
      '192.168.0.224:80 FILE_CHECK: up, delay_loop 0 s, retry 0, delay_before_retry 0 s, connect_timeout 0 s: out of the table within 0 s',
    ]);
  });

  it('passes while a server is down, and says so', () => {
    const running = checkers(({ server }) => ({ isUp: server.address !== '192.168.0.223' }));
    expectPass(judge(running), [WEB01.replace(': up', ': down'), WEB02]);
  });

  it('passes with a slow checker of a server that has a quick one too', () => {
    const slow = checkers().map((one) => ({ ...one, method: 'HTTP_GET', delayLoopMs: 60_000 }));
    expect(judge([...slow, ...checkers()]).passed).to.equal(true);
    expect(judge(slow).passed).to.equal(false);
  });

  it('fails without a checker, and says that the service is in the table', () => {
    expectFail(judge([]), UNATTENDED, []);
    const snapshot = exp2();
    nodeSeen(snapshot, 'lvs01').keepalived = undefined;
    expectFail(judgedExp2(wanted, { snapshot }), UNATTENDED, []);
  });

  for (const { description, change } of [
    { description: 'another port', change: { port: 8080 } },
    { description: 'another address', change: { address: '192.168.0.241' } },
  ]) {
    it(`fails with checkers of ${description}`, () => {
      const running = checkers(({ services }) => ({ services: services.map((one) => ({ ...one, ...change })) }));
      expectFail(judge(running), UNATTENDED, [WEB01, WEB02]);
    });
  }

  it('says nothing of the table where it has no such service, or there is none', () => {
    const empty = exp2();
    const { ipvs } = nodeSeen(empty, 'lvs01');
    for (const service of ipvs?.services ?? []) service.port = 8080;
    expectFail(judge([], {}, empty), NONE, []);
    const unloaded = exp2();
    nodeSeen(unloaded, 'lvs01').ipvs = undefined;
    expectFail(judge([], {}, unloaded), NONE, []);
  });

  it('fails when a server has no checker', () => {
    expectFail(judge(checkers().slice(0, 1)), unchecked('192.168.0.224:80'), [WEB01]);
    expectFail(judge(checkers().slice(1)), unchecked('192.168.0.223:80'), [WEB02]);
  });

  it('fails when a server is checked at another port', () => {
    const servers = [{ address: '192.168.0.223', port: 8080 }];
    expectFail(judge(checkers(), { servers }), unchecked('192.168.0.223:8080'), [WEB01, WEB02]);
  });

  it('fails when checks are too rare: without delay_loop there are 60 s between them', () => {
    expectFail(
      judge(checkers(() => ({ delayLoopMs: 60_000 }))),
      "a dead 192.168.0.223:80 stays in lvs01's table for up to 63 s, at most 20 s is expected: delay_loop is 60 s (60 s when it is not written)",
      [rare(WEB01), rare(WEB02)],
    );
  });

  it('fails when one server alone is checked too slowly, and names it', () => {
    const slow = WEB02.replace('retry 1', 'retry 5').replace('within 9 s', 'within 21 s');
    expectFail(
      judge(checkers(({ server }) => (server.address === '192.168.0.224' ? { retries: 5 } : {}))),
      "a dead 192.168.0.224:80 stays in lvs01's table for up to 21 s, at most 20 s is expected: delay_loop is 6 s (60 s when it is not written)",
      [WEB01, slow],
    );
  });

  it('passes at the limit and fails below it', () => {
    expectPass(judge(checkers(), { withinSeconds: 9 }), [WEB01, WEB02]);
    expectFail(
      judge(checkers(), { withinSeconds: 8 }),
      "a dead 192.168.0.223:80 stays in lvs01's table for up to 9 s, at most 8 s is expected: delay_loop is 6 s (60 s when it is not written)",
      [WEB01, WEB02],
    );
  });

  it('looks at its own node alone', () => {
    const snapshot = exp2();
    keepalivedOf(snapshot, 'lvs02').checkers = checkers();
    expectFail(judge([], {}, snapshot), UNATTENDED, []);
  });
});
