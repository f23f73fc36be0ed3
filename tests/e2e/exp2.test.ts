import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { join } from 'node:path';
import { checkReport, lab, labFine, onNode, outcomes, ROOT } from '../helpers/lab.ts';

const INSTANCE = 'e2e-exp2';
const on = (node: string, script: string) => onNode('exp2', INSTANCE, node, script);

/** 3.5 of the tutorial as it is printed, but for the addresses of mail. */
const configuration = (
  routerId: string,
  state: string,
  priority: number,
): string => `! Configuration File for keepalived

global_defs {
   notification_email {
    admin@example.com
   }
   notification_email_from yunjisuan
   smtp_server 127.0.0.1
   smtp_connect_timeout 30
   router_id ${routerId}
}

vrrp_instance VI_1 {
    state ${state}
    interface eth0
    virtual_router_id 55
    priority ${priority}
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
    192.168.0.240/24 dev eth0 label eth0:240
    }
}
`;

const write = (node: string, text: string): Promise<unknown> =>
  labFine(['exec', 'exp2', node, '--as', INSTANCE, '--', 'sh', '-c', 'cat > /etc/keepalived/keepalived.conf'], {
    input: text,
  });

const RULES = `ipvsadm -C
  ipvsadm -A -t 192.168.0.240:80 -s rr
  ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
  ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
  ipvsadm -Ln`;

async function eventually(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`not within 20 s: ${what}`);
    await sleep(200);
  }
}

const hasVip = async (node: string): Promise<boolean> => (await on(node, 'ip a')).includes('eth0:240');

interface FailoverJson {
  triggers: {
    trigger: string;
    passed: number;
    failed: number;
    reasons: string[];
    outage: { medianMs: number };
    predictedOutageMs: { min: number; max: number };
    takeover: { medianMs: number };
    predictedTakeoverMs: { min: number; max: number };
  }[];
}

const failover = async (instance: string, ...triggers: string[]): Promise<FailoverJson['triggers']> => {
  const words = triggers.flatMap((trigger) => ['--trigger', trigger]);
  const { stdout, stderr } = await lab(['failover', 'exp2', '--as', instance, '--json', ...words]);
  expect(stdout, stderr).to.match(/^\{/);
  return (JSON.parse(stdout) as FailoverJson).triggers;
};

describe('experiment 2, typed as the tutorial prints it', () => {
  before(() => labFine(['start', 'exp2', '--as', INSTANCE]));
  after(() => labFine(['stop', 'exp2', '--as', INSTANCE]));

  it('scores nothing on a blank instance', async () => {
    const report = await checkReport('exp2', INSTANCE);
    expect(report.points).to.equal(0);
    expect(report.checks.filter(({ maxPoints, passed }) => maxPoints > 0 && passed)).to.deep.equal([]);
  });

  it('3.5 to 3.7: two configurations, the same rules, and the VIP on the master alone', async () => {
    await write('lvs01', configuration('LVS01', 'MASTER', 150));
    await write('lvs02', configuration('LVS02', 'BACKUP', 100));
    for (const node of ['lvs01', 'lvs02']) {
      expect(await on(node, RULES)).to.match(/TCP {2}192\.168\.0\.240:80 rr\n[^]*223:80 +Route[^]*224:80 +Route/);
      expect(await on(node, '/etc/init.d/keepalived start')).to.contain('Starting keepalived');
    }
    await eventually('the VIP on lvs01', () => hasVip('lvs01'));
    expect(await on('lvs01', 'ifconfig eth0:240')).to.contain('inet 192.168.0.240');
    expect(await hasVip('lvs02')).to.equal(false);
  });

  it('3.8: the backup serves while keepalived is stopped on the master, and gives back', async () => {
    const pages = async (): Promise<string[]> =>
      (await on('lanclient', 'for i in 1 2 3 4; do curl -s --max-time 3 192.168.0.240; done')).trim().split('\n');
    const both = ['192.168.0.223 bbs', '192.168.0.224 bbs'];
    expect(await pages()).to.have.members([...both, ...both]);
    await on('lvs01', '/etc/init.d/keepalived stop');
    await eventually('the VIP on lvs02', () => hasVip('lvs02'));
    expect(await hasVip('lvs01')).to.equal(false);
    expect(await pages()).to.have.members([...both, ...both]);
    expect(await on('lvs02', 'ipvsadm -Lnc')).to.contain('192.168.0.240:80');
    await on('lvs01', 'while pgrep -x keepalived; do sleep 0.1; done; /etc/init.d/keepalived start');
    await eventually('the VIP back on lvs01', () => hasVip('lvs01'));
    await eventually('no VIP on lvs02', async () => !(await hasVip('lvs02')));
  });

  it('then scores full marks, failovers included', async () => {
    const report = await checkReport('exp2', INSTANCE);
    expect(outcomes(report).failed, JSON.stringify(report.checks, undefined, 1)).to.deep.equal([]);
    expect(report.points).to.equal(100);
  });

  it('measures every way that a director breaks, against the timers', async () => {
    const rows = await failover(INSTANCE, 'kill', 'link', 'cable', 'pause');
    expect(rows.map(({ trigger }) => trigger)).to.deep.equal(['kill', 'link', 'cable', 'pause']);
    for (const { trigger, failed, reasons, takeover, predictedTakeoverMs: predicted, ...row } of rows) {
      expect(failed, `${trigger}: ${reasons.join()}`).to.equal(0);
      expect(predicted).to.deep.equal({ min: 2609.375, max: 3609.375 });
      expect(takeover.medianMs, trigger).to.be.within(predicted.min - 250, predicted.max + 250);
      // A keepalived that was killed leaves the address and the kernel's IPVS behind: clients notice nothing.
      const served = trigger === 'kill' ? { min: 0, max: 0 } : predicted;
      expect(row.predictedOutageMs, trigger).to.deep.equal(served);
      expect(row.outage.medianMs, trigger).to.be.within(served.min - 250, served.max + 250);
    }
  });

  it('is green again when a measurement is interrupted, or killed', async () => {
    for (const [signal, trigger] of [
      ['SIGINT', 'node'],
      ['SIGKILL', 'cable'],
      ['SIGKILL', 'stop'],
    ] as const) {
      const words = ['failover', 'exp2', '--as', INSTANCE, '--trigger', trigger];
      const running = execa('node', [join(ROOT, 'dist/cli/main.js'), ...words], { reject: false });
      await eventually(`${trigger} takes the VIP from lvs01`, () => hasVip('lvs02'));
      running.kill(signal);
      const { exitCode } = await running;
      if (signal === 'SIGINT') expect(exitCode).to.equal(130);
      await eventually(`${trigger} mended`, async () => {
        const { passed } = await checkReport('exp2', INSTANCE, ['owner', 'page', 'destinations-lvs02']);
        return passed;
      });
    }
  });
});

describe('three instances of experiment 2', () => {
  const names = ['e2e-two-a', 'e2e-two-b', 'e2e-two-c'];
  before(() => Promise.all(names.map((name) => labFine(['start', 'exp2', '--as', name, '--solve']))));
  after(() => Promise.all(names.map((name) => labFine(['stop', 'exp2', '--as', name]))));

  it('fail over at the same time, each by itself, with the same virtual_router_id', async () => {
    const results = await Promise.all(names.map((name) => failover(name, 'stop')));
    for (const [row] of results) expect(row).to.deep.include({ passed: 1, failed: 0 });
  });

  it('do not notice what happens to another', async () => {
    const [first = '', second = ''] = names;
    const watching = onNode('exp2', second, 'lanclient', 'timeout 9 tcpdump -nn -i eth0 vrrp 2>/dev/null || true');
    await failover(first, 'node');
    expect(await onNode('exp2', second, 'lvs02', 'ip a')).to.not.contain('eth0:240');
    const senders = new Set([...(await watching).matchAll(/IP (\S+) > 224/g)].map(([, address]) => address));
    expect([...senders]).to.deep.equal(['192.168.0.210']);
  });
});
