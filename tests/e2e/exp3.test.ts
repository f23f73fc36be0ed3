import { expect } from 'chai';
import { runChecks } from '../../src/checks/run.ts';
import type { Verdict } from '../../src/checks/verdict.ts';
import { loadLab } from '../../src/lab/load.ts';
import { InstanceProbes } from '../../src/probes/run-probes.ts';
import { takeSnapshot } from '../../src/probes/take-snapshot.ts';
import { findInstance } from '../../src/orchestrator/instance.ts';
import { testEngine } from '../helpers/engine.ts';
import { checkReport, labFine, onNode, ROOT } from '../helpers/lab.ts';

const INSTANCE = 'e2e-exp3';
const on = (node: string, script: string) => onNode('exp3', INSTANCE, node, script);
const only = async (id: string) => (await checkReport('exp3', INSTANCE, [id])).checks.find((check) => check.id === id);

/** Whatever it needs: the lab wants another scheduler. */
async function judgeAlone(id: string): Promise<Verdict> {
  const engine = await testEngine();
  const lab = await loadLab(`${ROOT}/labs/exp3`);
  const checks = lab.checks.filter((check) => check.id === id).map((check) => ({ ...check, needs: [] }));
  const instance = (await findInstance(engine, INSTANCE)) ?? expect.fail('the instance is gone');
  const { signal } = new AbortController();
  const snapshot = await takeSnapshot(engine, instance.nodes, signal);
  const alone = { ...lab, checks };
  const probes = new InstanceProbes(engine, alone, instance, snapshot, signal);
  const [verdict] = await runChecks({ lab: alone, snapshot, probes });
  return verdict ?? expect.fail(`there is no check ${id}`);
}

describe('experiment 3', () => {
  before(() => labFine(['start', 'exp3', '--as', INSTANCE, '--solve']));
  after(() => labFine(['stop', 'exp3', '--as', INSTANCE]));

  it('3.9: rules and VIP go and come with keepalived', async () => {
    await on('lvs01', '/etc/init.d/keepalived stop; while pgrep -x keepalived; do sleep 0.1; done');
    expect(await on('lvs01', 'ipvsadm -Ln')).to.not.contain('192.168.0.240');
    expect(await on('lvs01', 'ip a')).to.not.contain('192.168.0.240');
    await on('lvs01', '/etc/init.d/keepalived start; until ip a | grep -q 192.168.0.240/24; do sleep 0.1; done');
    expect(await on('lvs01', 'ipvsadm -Ln')).to.match(
      /TCP {2}192\.168\.0\.240:80 rr\n[^]*223:80 +Route[^]*224:80 +Route/,
    );
    await on('lvs02', 'while ip a | grep -q 192.168.0.240/24; do sleep 0.1; done');
  });

  it('a download survives a failover only while the backup is told of connections, by whatever daemon', async () => {
    await labFine(['break', 'exp3', 'no-sync', '--as', INSTANCE]);
    const broken = await only('survival');
    expect(broken?.passed).to.equal(false);
    expect(broken?.reason).to.contain('the download broke: lvs02 had no entry for its connection');
    await on('lvs01', 'ipvsadm --start-daemon master --mcast-interface eth0 --syncid 55');
    const copied = await only('survival');
    expect(copied?.passed, JSON.stringify(copied)).to.equal(true);
    expect(copied?.evidence.join('\n')).to.contain('lvs02 had the connection in its table beforehand');
    await on('lvs01', 'ipvsadm --stop-daemon master');
  });

  it('with sloppy_tcp a backup that was told nothing carries on, if its scheduler chooses the same server', async () => {
    const chooseBySource = `sed -i 's/lb_algo rr/lb_algo sh/' /etc/keepalived/keepalived.conf
      /etc/init.d/keepalived stop; while pgrep -x keepalived >/dev/null; do sleep 0.1; done
      /etc/init.d/keepalived start; until ipvsadm -Ln | grep -q 224:80; do sleep 0.1; done`;
    await on('lvs02', `sed -i '/lvs_sync_daemon/d' /etc/keepalived/keepalived.conf; ${chooseBySource}`);
    await on('lvs01', `${chooseBySource}; until ip a | grep -q 192.168.0.240/24; do sleep 0.1; done`);
    await on('lvs02', 'while ip a | grep -q 192.168.0.240/24; do sleep 0.1; done');
    const survives = async (sloppy: 0 | 1): Promise<boolean | null> => {
      await on('lvs02', `sysctl -w net.ipv4.vs.sloppy_tcp=${sloppy}`);
      const { passed, evidence } = await judgeAlone('survival');
      expect(evidence.join('\n')).to.contain('lvs02 did not have the connection in its table beforehand');
      return passed;
    };
    expect(await survives(0)).to.equal(false);
    expect(await survives(1)).to.equal(true);
  }).timeout(240_000);
});
