import { expectFail, expectPass, judgedExp2, type WrittenCheck } from '../../helpers/judge.ts';
import { exp2, exp2With, keepalivedOf } from '../../helpers/snapshot.ts';
import { nodeSeen } from '../../../src/observe/snapshot.ts';

const FILE = '/etc/keepalived/keepalived.conf';
const on = (node: string): WrittenCheck => ({ kind: 'keepalived', node });
const retired = (line: number, keyword: string): string =>
  `${FILE}: line ${line}: Unknown keyword '${keyword}' (older versions had it; this one passes over it)`;

describe('keepalived', () => {
  it('passes where it accepts its file and runs', () => {
    expectPass(judgedExp2(on('lvs01')), ['lvs01 VI_1: master, virtual_router_id 55, priority 150']);
    expectPass(judgedExp2(on('lvs02')), ['lvs02 VI_1: backup, virtual_router_id 55, priority 100']);
  });

  it("passes with the tutorial's last file, and tells the keywords that are passed over", () => {
    expectPass(judgedExp2(on('lvs01'), { snapshot: exp2With('tutorial') }), [
      retired(32, 'nat_mask'),
      retired(40, 'nb_get_retry'),
      retired(49, 'nb_get_retry'),
      'lvs01 VI_1: master, virtual_router_id 55, priority 150',
    ]);
  });

  it('shows the priority that is in force, and every instance', () => {
    const snapshot = exp2();
    const keepalived = keepalivedOf(snapshot, 'lvs01');
    const [instance] = keepalived.instances;
    if (instance)
      keepalived.instances = [
        { ...instance, effectivePriority: 90 },
        { ...instance, name: 'VI_2' },
      ];
    expectPass(judgedExp2(on('lvs01'), { snapshot }), [
      'lvs01 VI_1: master, virtual_router_id 55, priority 90',
      'lvs01 VI_2: master, virtual_router_id 55, priority 150',
    ]);
  });

  it('fails without a file, whether it never had one or it is gone', () => {
    expectFail(judgedExp2(on('web01')), `web01 has no ${FILE}`, []);
    const snapshot = exp2();
    keepalivedOf(snapshot, 'lvs01').configFile = '';
    expectFail(judgedExp2(on('lvs01'), { snapshot }), `lvs01 has no ${FILE}`, []);
  });

  it('fails with a typo in the file, though keepalived runs with it', () => {
    expectFail(
      judgedExp2(on('lvs01'), { snapshot: exp2With('typo') }),
      `keepalived on lvs01 does not accept ${FILE}: line 17: Unknown keyword 'prioriti'`,
      [`${FILE}: line 17: Unknown keyword 'prioriti'`],
    );
  });

  it('fails with the first complaint that matters, and shows all', () => {
    const snapshot = exp2With('tutorial');
    const text = 'Non-existent interface specified in configuration';
    keepalivedOf(snapshot, 'lvs01').messages.push({ line: 0, text, isRetired: false });
    expectFail(judgedExp2(on('lvs01'), { snapshot }), `keepalived on lvs01 does not accept ${FILE}: ${text}`, [
      retired(32, 'nat_mask'),
      retired(40, 'nb_get_retry'),
      retired(49, 'nb_get_retry'),
      `${FILE}: ${text}`,
    ]);
  });

  it('fails where authentication was left in under a version that has none', () => {
    const text = '(VI_1) VRRP version 3 does not support authentication. Ignoring.';
    expectFail(
      judgedExp2(on('lvs02'), { snapshot: exp2With('other-version') }),
      `keepalived on lvs02 does not accept ${FILE}: ${text}`,
      [`${FILE}: ${text}`],
    );
  });

  it('fails where it does not run', () => {
    expectFail(
      judgedExp2(on('lvs02'), { snapshot: exp2With('backup-stopped') }),
      'keepalived does not run on lvs02',
      [],
    );
  });

  it('names the file that the daemon was started with', () => {
    const snapshot = exp2With('typo');
    keepalivedOf(snapshot, 'lvs01').configFile = '/root/my.conf';
    expectFail(
      judgedExp2(on('lvs01'), { snapshot }),
      "keepalived on lvs01 does not accept /root/my.conf: line 17: Unknown keyword 'prioriti'",
      ["/root/my.conf: line 17: Unknown keyword 'prioriti'"],
    );
  });

  it('looks at its own node alone', () => {
    const snapshot = exp2With('typo');
    delete nodeSeen(snapshot, 'lvs01').keepalived;
    expectPass(judgedExp2(on('lvs02'), { snapshot }), ['lvs02 VI_1: backup, virtual_router_id 55, priority 100']);
  });
});
