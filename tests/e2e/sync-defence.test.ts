import { execa } from 'execa';
import { expect } from 'chai';
import { MAIN } from '../helpers/offline.ts';
import { checkReport, labFine, onNode, outcomes } from '../helpers/lab.ts';

const LAB = 'sync-defence';
const INSTANCE = 'e2e-sync-defence';
const SHOP = 'ipvsadm -Sn | grep 192.168.0.242 | sort';
const on = (node: string, script: string) => onNode(LAB, INSTANCE, node, script);
/** What a check must leave as it was. */
const state = async (): Promise<string> =>
  `${await on('lvs01', 'ipvsadm -Sn | sort; sysctl net.ipv4.vs')}${await on('lanclient', 'ip -o -4 address')}`;

describe('the lab sync-defence', () => {
  before(() => labFine(['start', LAB, '--as', INSTANCE, '--solve']));
  after(() => labFine(['stop', LAB, '--as', INSTANCE]));

  it('is solved by its reference, and a check leaves servers and addresses as they were', async () => {
    const before = await state();
    const report = await checkReport(LAB, INSTANCE);
    expect(outcomes(report)).to.deep.include({ failed: [], notJudged: [] });
    expect(report.points).to.equal(100);
    expect(await state()).to.equal(before);
  });

  it('puts the servers back though the check is killed while one is out', async () => {
    const rules = () => on('lvs01', SHOP);
    const before = await rules();
    await on('lvs01', 'sysctl -qw net.ipv4.vs.expire_nodest_conn=0');
    const check = execa(process.execPath, [MAIN, 'check', LAB, '--as', INSTANCE, '--only', 'ends'], { reject: false });
    await on('lvs01', `while [ $(${SHOP} | grep -c -e '-w 1') = 3 ]; do sleep 0.05; done`);
    check.kill('SIGKILL');
    await check;
    await on('lvs01', `until [ $(${SHOP} | grep -c -e '-w 1') = 3 ]; do sleep 0.1; done`);
    expect(await rules()).to.equal(before);
    await on('lvs01', 'sysctl -qw net.ipv4.vs.expire_nodest_conn=1');
  });

  it('a RST ends a half-open entry with secure_tcp, and real servers keep none that was not dropped', async () => {
    await checkReport(LAB, INSTANCE, ['entries-dropped', 'counted']);
    const table = await on('lvs02', 'ipvsadm -Lnc');
    expect(table).to.match(/CLOSE/);
    expect(table).to.not.match(/SYN_RECV|SYNACK/);
    for (const node of ['web01', 'web02']) {
      expect(await on(node, 'ss -Htn state syn-recv src 192.168.0.243')).to.equal('');
    }
  });
});
