import { expect } from 'chai';
import { checkReport, labFine, onNode } from '../helpers/lab.ts';

const INSTANCE = 'e2e-exp3';
const on = (node: string, script: string) => onNode('exp3', INSTANCE, node, script);
const only = async (id: string) => (await checkReport('exp3', INSTANCE, [id])).checks.find((check) => check.id === id);

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
    const survival = async (sloppy: 0 | 1): Promise<unknown> => {
      await on('lvs02', `sysctl -w net.ipv4.vs.sloppy_tcp=${sloppy}`);
      const check = await only('survival');
      expect(check?.evidence.join('\n')).to.contain('lvs02 did not have the connection in its table beforehand');
      return { passed: check?.passed, reason: check?.reason ?? null };
    };
    expect(await survival(0)).to.deep.include({ passed: false });
    expect(await survival(1)).to.deep.equal({ passed: true, reason: null });
  }).timeout(240_000);
});
