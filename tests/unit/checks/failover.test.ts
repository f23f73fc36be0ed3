import { expect } from 'chai';
import type { Finding } from '../../../src/checks/kind.ts';
import { kindOf } from '../../../src/checks/kinds.ts';
import { TRIGGERS } from '../../../src/models/vrrp.ts';
import type { DownloadSeen } from '../../../src/probes/results.ts';
import type { FailoverRequest, FailoverResult, Probes } from '../../../src/probes/probes.ts';
import { nodeSeen } from '../../../src/probes/snapshot.ts';
import { parseKeepalivedConf } from '../../../src/parsers/keepalived-conf.ts';
import { parseDaemons, type SyncDaemon } from '../../../src/parsers/ipvsadm-settings.ts';
import { isGratuitousArp } from '../../../src/parsers/tcpdump.ts';
import { recordedFailover } from '../../helpers/failover.ts';
import { checkOf, expectFail, judgedExp2, type WrittenCheck } from '../../helpers/judge.ts';
import { exp2, exp2With, keepalivedOf } from '../../helpers/snapshot.ts';

const VIP = '192.168.0.240';
const BACKUP = '02:42:c0:a8:00:d3';
const wanted: WrittenCheck<'failover'> = {
  kind: 'failover',
  from: 'lanclient',
  url: `http://${VIP}/`,
  director: 'lvs01',
  backup: 'lvs02',
};

const judge = (observed: FailoverResult | undefined, snapshot = exp2(), change: Partial<typeof wanted> = {}): Finding =>
  judgedExp2({ ...wanted, ...change }, { snapshot, observed });

/** The recorded failover after keepalived was stopped, with this otherwise. */
const stopped = (change: Partial<FailoverResult> = {}): FailoverResult & ReturnType<typeof recordedFailover> => ({
  ...recordedFailover('stop'),
  ...(change as object),
});
const holders = (during: string[], after = ['lvs01'], before = ['lvs01']): FailoverResult['holders'] => ({
  before,
  during,
  after,
});

/** As when the address was there before, or there was no page. */
const unbroken = (before: string[], wasServed: boolean): FailoverResult => ({
  ...recordedFailover('stop'),
  record: undefined,
  holders: holders([], before, before),
  wasServed,
});

const STOPPED = [
  'lvs01: keepalived was stopped',
  'failover: no answer for 0.65 s, 12 of 47 requests lost',
  'predicted: backup takes over within 0.61 s, no answer for 0.61 s',
  'lvs02: first advertisement after 0.61 s, first gratuitous ARP after 0.61 s',
  'had the address meanwhile: lvs02',
  'back again: no answer for 0.07 s, 0 of 87 requests lost',
];
const withMeanwhile = (names: string): string[] =>
  STOPPED.map((line) => (line.startsWith('had ') ? `had the address meanwhile: ${names}` : line));

/** As when the backup has the address, and answers nothing until the director is mended. */
function unanswered(): ReturnType<typeof stopped> {
  const observed = stopped();
  const { marks, requests } = observed.record;
  for (const request of requests) {
    if (request.sent > marks.trigger && request.sent <= (marks.mend ?? Infinity)) request.answered = undefined;
  }
  return observed;
}
const UNANSWERED = STOPPED.map((line) =>
  line.startsWith('failover') ? 'failover: no answer to the end, 46 of 47 requests lost' : line,
);

function expectPassed(finding: Finding, evidence: string[]): void {
  expect(finding).to.have.property('passed', true);
  expect(finding.evidence).to.deep.equal(evidence);
}

const download = { path: '/large.bin' };
const downloaded = (change: Partial<DownloadSeen> = {}): FailoverResult =>
  stopped({ download: { outcome: 'reset', bytes: 800_000, wasKnown: false, ...change } });
const withDownload = (line: string): string[] => [...STOPPED, `download: ${line}`];
const BROKE = 'was reset at 800000 bytes; lvs02';
const refused = (why: string): string =>
  `the download broke: lvs02 had no entry for its connection and refused what came; ${why}`;
const NOBODY = 'lvs01 runs no sync daemon as master (it runs: none)';

describe('failover', () => {
  describe('when it was measured', () => {
    it('passes within the time that the timers give', () => {
      expectPassed(judge(stopped()), [...STOPPED, 'afterwards lvs01 kept the address']);
    });

    it('passes when the machine was killed', () => {
      expectPassed(judge(recordedFailover('node'), exp2(), { trigger: 'node' }), [
        'lvs01: the machine was killed',
        'failover: no answer for 3.45 s, 68 of 99 requests lost',
        'predicted: backup takes over within 2.61 s to 3.61 s, no answer for 2.61 s to 3.61 s',
        'lvs02: first advertisement after 3.45 s, first gratuitous ARP after 3.45 s',
        'had the address meanwhile: lvs02',
        'back again: no answer for 0.14 s, 0 of 170 requests lost',
        'afterwards lvs01 kept the address',
      ]);
    });

    it('passes with nopreempt, and says that the backup kept the address', () => {
      expectPassed(judge(recordedFailover('nopreempt'), exp2With('nopreempt'), { trigger: 'node' }), [
        'lvs01: the machine was killed',
        'failover: no answer for 3.35 s, 66 of 101 requests lost',
        'predicted: backup takes over within 2.61 s to 3.61 s, no answer for 2.61 s to 3.61 s',
        'lvs02: first advertisement after 3.33 s, first gratuitous ARP after 3.33 s',
        'had the address meanwhile: lvs02',
        'back again: no answer for 0.07 s, 0 of 63 requests lost',
        'afterwards lvs02 kept the address',
      ]);
    });

    it('fails when the director has to take the address back, and does not', () => {
      const kept = { ...recordedFailover('nopreempt'), tookBack: false };
      const finding = judge(kept, exp2With('nopreempt'), { trigger: 'node', takesBack: true });
      const reason =
        'lvs01 did not take 192.168.0.240 back once it was mended: lvs02 kept it, because of nopreempt on lvs01';
      expectFail(finding, reason, finding.evidence);
      const passed = judge({ ...recordedFailover('node'), tookBack: true }, exp2(), {
        trigger: 'node',
        takesBack: true,
      });
      expect(passed.passed).to.equal(true);
    });

    it('passes when the killed director had the address as well, as it has without its keepalived', () => {
      expectPassed(judge(stopped({ holders: holders(['lvs01', 'lvs02']) })), [
        ...withMeanwhile('lvs01, lvs02'),
        'afterwards lvs01 kept the address',
      ]);
    });

    it('has a timeline with the nodes of all MACs', () => {
      const observed = stopped();
      const { timeline } = judge(observed);
      expect(timeline).to.deep.include({
        director: 'lvs01',
        backup: 'lvs02',
        trigger: 'stop',
        record: observed.record,
      });
      expect(timeline?.nodes).to.include({ [BACKUP]: 'lvs02', '02:42:c0:a8:00:dc': 'lanclient' });
      expect(timeline?.measure.failover.lost).to.equal(12);
    });

    it('says what was done for each trigger', () => {
      const first = TRIGGERS.map((trigger) => judge(stopped(), exp2(), { trigger }).evidence[0]);
      expect(first).to.deep.equal([
        'lvs01: keepalived was stopped',
        "lvs01: keepalived's processes were killed",
        'lvs01: the machine was killed',
        'lvs01: its interface was taken down',
        'lvs01: its cable was cut',
        'lvs01: the machine was frozen',
      ]);
    });

    it('says nothing of the way back where it was not reached', () => {
      const observed = stopped();
      observed.record.marks.mend = undefined;
      const { evidence } = judge(observed);
      expect(evidence.filter((line) => line.startsWith('back again'))).to.deep.equal([]);
    });

    it('fails when the backup did not take the address', () => {
      expectFail(
        judge(stopped({ holders: holders([]), wasServed: false })),
        `lvs02 did not take ${VIP} over, though it should have within 0.61 s`,
        withMeanwhile('nobody'),
      );
    });

    it('says what makes the backup wait for longer', () => {
      const snapshot = exp2();
      const seen = keepalivedOf(snapshot, 'lvs02');
      seen.configFile = '/opt/ha/k.conf';
      seen.configuration = parseKeepalivedConf('vrrp_instance VI_1 {\n down_timer_adverts 100\n}\n');
      expectFail(
        judge(stopped({ holders: holders([]), wasServed: false }), snapshot),
        `lvs02 did not take ${VIP} over, though it should have within 0.61 s; keepalived on lvs02 runs from /opt/ha/k.conf, where down_timer_adverts 100 makes it wait for 100 lost advertisements`,
        withMeanwhile('nobody'),
      );
    });

    it('fails when the backup advertises itself, and told nobody by ARP that the address has moved', () => {
      const observed = unanswered();
      observed.record.frames = observed.record.frames.filter((frame) => !isGratuitousArp(frame));
      expectFail(
        judge(observed),
        `lvs02 took ${VIP} over (0.61 s), but clients get no page from it: lvs02 sent no gratuitous ARP for ${VIP}, so clients kept the old MAC`,
        UNANSWERED.map((line) => line.replace('first gratuitous ARP after 0.61 s', 'first gratuitous ARP never')),
      );
    });

    it('fails when the backup has no IPVS rules: it takes the address and answers nothing', () => {
      expectFail(
        judge(recordedFailover('no-rules'), exp2With('no-rules')),
        `lvs02 took ${VIP} over (0.61 s), but clients get no page from it: it has no virtual service`,
        [
          'lvs01: keepalived was stopped',
          'failover: no answer to the end, 172 of 173 requests lost',
          'predicted: backup takes over within 0.61 s, no answer for 0.61 s',
          'lvs02: first advertisement after 0.61 s, first gratuitous ARP after 0.61 s',
          'had the address meanwhile: lvs02',
          'back again: no answer for 3.80 s, 76 of 103 requests lost',
        ],
      );
    });

    it('fails when the backup answers with a page that no real server has, and tells it', () => {
      const bodies = ['192.168.0.223 bbs', '192.168.0.224 bbs'];
      const observed = stopped();
      const { marks, requests } = observed.record;
      for (const request of requests)
        request.page = request.sent < marks.trigger ? '192.168.0.224 bbs' : 'sorry, back soon';
      expect(judge(observed).passed).to.equal(true);
      const finding = judge(observed, exp2(), { bodies });
      const reason =
        'lvs02 took 192.168.0.240 over (0.61 s), but clients get a page from it that no real server has: "sorry, back soon"';
      expectFail(finding, reason, finding.evidence);
      expect(finding.evidence[1]).to.match(/^failover: no answer to the end/);
    });

    it('fails when the backup answers nothing with its rules, and names them', () => {
      expectFail(
        judge(unanswered()),
        `lvs02 took ${VIP} over (0.61 s), but clients get no page from it: it has tcp ${VIP}:80`,
        UNANSWERED,
      );
    });

    it('leaves the time out when no advertisement of the backup was heard', () => {
      const observed = unanswered();
      observed.record.frames = [];
      const finding = judge(observed);
      expectFail(finding, `lvs02 took ${VIP} over, but clients get no page from it: it has tcp ${VIP}:80`, [
        ...UNANSWERED.slice(0, 3),
        'lvs02: first advertisement never, first gratuitous ARP never',
        ...UNANSWERED.slice(4),
      ]);
    });

    it('fails when clients waited for longer than the timers and the tolerance give', () => {
      expectFail(
        judge(stopped(), exp2(), { toleranceMs: 20 }),
        'clients got no answer for 0.65 s, at most 0.63 s is expected',
        STOPPED,
      );
      expectPassed(judge(stopped(), exp2(), { toleranceMs: 60 }), [...STOPPED, 'afterwards lvs01 kept the address']);
    });

    it('tells of the other measurement when there were two', () => {
      expectPassed(judge(stopped({ longerOutageMs: 920 })), [
        ...STOPPED.slice(0, 2),
        'measured twice, because the first time was longer than expected: the shorter one counts, the other one was 0.92 s',
        ...STOPPED.slice(2),
        'afterwards lvs01 kept the address',
      ]);
    });

    it('says so when nobody told the clients where the address is', () => {
      const observed = stopped();
      observed.record.frames = observed.record.frames.filter((frame) => !isGratuitousArp(frame));
      expectFail(
        judge(observed, exp2(), { toleranceMs: 0 }),
        `clients got no answer for 0.65 s, at most 0.61 s is expected; lvs02 sent no gratuitous ARP for ${VIP}, so clients kept the old MAC`,
        STOPPED.map((line) => line.replace('ARP after 0.61 s', 'ARP never')),
      );
    });

    const ends = [
      { after: [], on: 'no director' },
      { after: ['lvs02'], on: 'lvs02' },
      { after: ['lvs01', 'lvs02'], on: 'lvs01, lvs02' },
    ];
    for (const { after, on } of ends) {
      it(`fails when the address is on ${on} afterwards`, () => {
        expectFail(
          judge(stopped({ holders: holders(['lvs02'], after) })),
          `${VIP} is not back on lvs01 alone, it is on ${on}`,
          STOPPED,
        );
      });
    }
  });

  describe('with a download', () => {
    it('passes when it went on, and shows whether the backup knew the connection', () => {
      expectPassed(judge(downloaded({ outcome: 'went on', wasKnown: true }), exp2(), { download }), [
        ...withDownload('went on at 800000 bytes; lvs02 had the connection in its table beforehand'),
        'afterwards lvs01 kept the address',
      ]);
    });

    it('passes when it went on though the backup did not know the connection, as sloppy_tcp can do', () => {
      expectPassed(judge(downloaded({ outcome: 'went on' }), exp2(), { download }), [
        ...withDownload('went on at 800000 bytes; lvs02 did not have the connection in its table beforehand'),
        'afterwards lvs01 kept the address',
      ]);
    });

    it('fails when it broke although the backup knew the connection', () => {
      expectFail(
        judge(downloaded({ wasKnown: true }), exp2(), { download }),
        'the download broke, although lvs02 had its connection in the table',
        withDownload(`${BROKE} had the connection in its table beforehand`),
      );
    });

    const UNKNOWN = withDownload(`${BROKE} did not have the connection in its table beforehand`);
    it('fails when the backup did not know the connection, and says that nobody copied it', () => {
      expectFail(judge(downloaded(), exp2(), { download }), refused(NOBODY), UNKNOWN);
    });

    it('says why nothing was copied, as with a daemon in the wrong role', () => {
      const snapshot = exp2();
      const run = (node: string, roles: SyncDaemon['role'][]): void => {
        const { ipvs } = nodeSeen(snapshot, node);
        const printed = roles.map((role) => `${role} sync daemon (mcast=eth0, syncid=0)\n`);
        if (ipvs) ipvs.syncDaemons = parseDaemons(printed.join(''));
      };
      run('lvs01', ['master', 'backup']);
      run('lvs02', ['master']);
      expectFail(
        judge(downloaded(), snapshot, { download }),
        refused('lvs02 runs no sync daemon as backup (it runs: master)'),
        UNKNOWN,
      );
    });

    it('fails when sloppy_tcp of the backup sent the rest to another server; that of the director does not matter', () => {
      const sloppy = 'net.ipv4.vs.sloppy_tcp';
      const snapshot = exp2();
      nodeSeen(snapshot, 'lvs01').sysctls[sloppy] = '1';
      expectFail(judge(downloaded(), snapshot, { download }), refused(NOBODY), UNKNOWN);
      nodeSeen(snapshot, 'lvs02').sysctls[sloppy] = '1';
      expectFail(
        judge(downloaded(), snapshot, { download }),
        'the download broke: lvs02 had no entry for it, and with sloppy_tcp it sent the rest to whichever real server its scheduler chose',
        UNKNOWN,
      );
    });

    it('fails when the page was over before anything could be seen, whoever knew the connection', () => {
      expectFail(
        judge(downloaded({ outcome: 'over', bytes: 900, wasKnown: true }), exp2(), { download }),
        '/large.bin was over after 900 bytes, before the failover: no connection was left that could survive it',
        withDownload('was over at 900 bytes; lvs02 had the connection in its table beforehand'),
      );
    });

    it('fails when nothing came any more', () => {
      expectFail(
        judge(downloaded({ outcome: 'silent', wasKnown: true }), exp2(), { download }),
        'the download broke, although lvs02 had its connection in the table',
        withDownload('fell silent at 800000 bytes; lvs02 had the connection in its table beforehand'),
      );
    });

    it('comes after the outage: clients that waited for too long are the first reason', () => {
      const finding = judge(downloaded(), exp2(), { download, toleranceMs: 20 });
      expectFail(finding, 'clients got no answer for 0.65 s, at most 0.63 s is expected', UNKNOWN);
    });

    it('is not missed where there was none', () => {
      expectPassed(judge(stopped({ download: undefined }), exp2(), { download }), [
        ...STOPPED,
        'afterwards lvs01 kept the address',
      ]);
    });
  });

  it("says so when the client's ARP cache had to be emptied on the way back", () => {
    expectPassed(judge(stopped({ forgot: true })), [
      ...STOPPED,
      'afterwards lvs01 kept the address',
      `lanclient still sent to lvs02, because no gratuitous ARP told it that ${VIP} had moved back; its ARP cache was emptied`,
    ]);
  });

  describe('when nothing was broken', () => {
    const NOTHING = `nothing was broken: ${VIP} must be on lvs01 alone before the failover, but it is on`;
    it('fails without a VRRP instance on both', () => {
      expectFail(
        judge(undefined),
        `nothing was broken: keepalived runs no VRRP instance with ${VIP} on both lvs01 and lvs02`,
        [],
      );
    });

    const wrong = [
      { before: ['lvs02'], on: 'lvs02', shown: 'lvs02' },
      { before: ['lvs01', 'lvs02'], on: 'lvs01, lvs02', shown: 'lvs01, lvs02' },
      { before: [], on: '-', shown: 'no director' },
    ];
    for (const { before, on, shown } of wrong) {
      it(`fails when the address is on ${shown} before`, () => {
        expectFail(judge(unbroken(before, true)), `${NOTHING} ${on}`, [`${VIP} is on: ${shown}`]);
      });
    }

    it('fails when there is no page even before', () => {
      expectFail(
        judge(unbroken(['lvs01'], false)),
        `nothing was broken: lanclient gets no steady answer from http://${VIP}/ even before the failover`,
        [`${VIP} is on: lvs01`, 'lanclient was not served'],
      );
    });
  });

  it('asks for what its parameters say', async () => {
    const asked: FailoverRequest[] = [];
    const probes: Pick<Probes, 'failover'> = {
      failover: async (request) => {
        asked.push(request);
        return undefined;
      },
    };
    const check = checkOf({ ...wanted, trigger: 'cable', intervalMs: 40 });
    expect(kindOf(check).disturbs).to.equal('lab');
    await kindOf(check).observe?.(check, probes as Probes);
    const slow = checkOf({ ...wanted, download: { path: '/large.bin' } });
    await kindOf(slow).observe?.(slow, probes as Probes);
    expect(asked.pop()?.download).to.deep.equal({ path: '/large.bin', bytesPerSecond: 250_000 });
    expect(asked).to.deep.equal([
      {
        from: 'lanclient',
        url: `http://${VIP}/`,
        director: 'lvs01',
        backup: 'lvs02',
        trigger: 'cable',
        intervalMs: 40,
        pages: [],
        takesBack: false,
        download: undefined,
        toleranceMs: 250,
      },
    ]);
  });
});
