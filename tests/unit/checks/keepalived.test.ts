import { expect } from 'chai';
import { parseConfigTest } from '../../../src/parsers/keepalived-test.ts';
import { expectFail, expectPass, judgedExp2, type WrittenCheck } from '../../helpers/judge.ts';
import { exp2, exp2With, keepalivedOf } from '../../helpers/snapshot.ts';
import { nodeSeen } from '../../../src/probes/snapshot.ts';
import { recorded } from '../parsers/recordings.ts';

const FILE = '/etc/keepalived/keepalived.conf';
const on = (node: string): WrittenCheck => ({ kind: 'keepalived', node });
const retired = (line: number, keyword: string): string =>
  `${FILE}: line ${line}: Unknown keyword '${keyword}' (older versions had it; this one passes over it)`;

describe('keepalived', () => {
  it('passes where it runs', () => {
    expectPass(judgedExp2(on('lvs01')), ['lvs01 VI_1: master, virtual_router_id 55, priority 150']);
    expectPass(judgedExp2(on('lvs02')), ['lvs02 VI_1: backup, virtual_router_id 55, priority 100']);
  });

  it("passes with the tutorial's last file, and tells the keywords that are passed over", () => {
    const { note, ...finding } = judgedExp2(on('lvs01'), { snapshot: exp2With('tutorial') });
    expectPass(finding, [
      retired(32, 'nat_mask'),
      retired(40, 'nb_get_retry'),
      retired(49, 'nb_get_retry'),
      'lvs01 VI_1: master, virtual_router_id 55, priority 150',
    ]);
    expect(note?.en).to.contain("line 40: Unknown keyword 'nb_get_retry'");
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

  it('fails without a file and without a daemon, and passes while the daemon goes on without its file', () => {
    expectFail(judgedExp2(on('web01')), `web01 has no ${FILE}`, []);
    const snapshot = exp2();
    keepalivedOf(snapshot, 'lvs01').configFile = '';
    expectPass(judgedExp2(on('lvs01'), { snapshot }), ['lvs01 VI_1: master, virtual_router_id 55, priority 150']);
    keepalivedOf(snapshot, 'lvs01').isRunning = false;
    expectFail(judgedExp2(on('lvs01'), { snapshot }), `lvs01 has no ${FILE}`, []);
  });

  it('passes with what it warns of, and tells all of it', () => {
    const snapshot = exp2();
    keepalivedOf(snapshot, 'lvs01').messages = parseConfigTest(recorded('keepalived-test-warnings'));
    const finding = judgedExp2(on('lvs01'), { snapshot });
    expect(finding).to.include({ passed: true });
    expect(finding.note?.en).to.match(
      /^keepalived runs; this is what it did not understand or corrected in \/etc\/keepalived\/keepalived\.conf: /,
    );
    const told = [
      "line 29: Unknown keyword 'nat_mask' (older versions had it; this one passes over it)",
      'line 17: Truncating auth_pass to 8 characters',
      "Sync group G has only 1 virtual router(s) - this probably isn't what you want",
      '(VI_1) Ignoring track_interface eth0 since own interface',
    ];
    for (const line of told) {
      expect(finding.note?.en).to.contain(line);
      expect(finding.note?.zh).to.contain(line);
      expect(finding.evidence).to.include(`${FILE}: ${line}`);
    }
  });

  it('has no note where keepalived has nothing to say', () => {
    expect(judgedExp2(on('lvs01'))).not.to.have.property('note');
  });

  it('passes with a typo while keepalived runs: what is missing then is for the checks of what it does', () => {
    const finding = judgedExp2(on('lvs01'), { snapshot: exp2With('typo') });
    expect(finding).to.include({ passed: true });
    expect(finding.note?.en).to.contain("line 17: Unknown keyword 'prioriti'");
  });

  it('fails where it runs and understood nothing', () => {
    const snapshot = exp2();
    const message = { line: 1, text: "Unknown keyword 'hello'", isRetired: false };
    Object.assign(keepalivedOf(snapshot, 'lvs01'), { isIdle: true, instances: [], messages: [message] });
    expectFail(
      judgedExp2(on('lvs01'), { snapshot }),
      `keepalived on lvs01 runs without work: neither a VRRP instance nor a health check; this is what it did not understand or corrected in ${FILE}: line 1: Unknown keyword 'hello'`,
      [`${FILE}: line 1: Unknown keyword 'hello'`],
    );
  });

  it('fails where it does not run', () => {
    expectFail(
      judgedExp2(on('lvs02'), { snapshot: exp2With('backup-stopped') }),
      'keepalived does not run on lvs02',
      [],
    );
  });

  it('says why it may have ended, by what it says of the file that it was started with', () => {
    const snapshot = exp2With('typo');
    Object.assign(keepalivedOf(snapshot, 'lvs01'), { configFile: '/root/my.conf', isRunning: false });
    expectFail(
      judgedExp2(on('lvs01'), { snapshot }),
      "keepalived does not run on lvs01; this is what it did not understand or corrected in /root/my.conf: line 17: Unknown keyword 'prioriti'",
      ["/root/my.conf: line 17: Unknown keyword 'prioriti'"],
    );
  });

  it('looks at its own node alone', () => {
    const snapshot = exp2With('typo');
    delete nodeSeen(snapshot, 'lvs01').keepalived;
    expectPass(judgedExp2(on('lvs02'), { snapshot }), ['lvs02 VI_1: backup, virtual_router_id 55, priority 100']);
  });
});
