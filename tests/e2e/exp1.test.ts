import { expect } from 'chai';
import { checkReport, labFine, lab, onNode, outcomes, type CheckReport } from '../helpers/lab.ts';

const INSTANCE = 'e2e-exp1';
const on = (node: string, script: string) => onNode('exp1', INSTANCE, node, script);
const check = (...only: string[]): Promise<CheckReport> => checkReport('exp1', INSTANCE, only);
const verdict = (report: CheckReport, id: string) => report.checks.find((one) => one.id === id);

/** What the tutorial prints in 2.2.1 to 2.2.7, step by step, and what each node must then show. */
const TUTORIAL: { section: string; node: string; commands: string; shows?: RegExp }[] = [
  { section: '2.1.4', node: 'lvs01', commands: 'uname -r', shows: /^\d+\.\d+/ },
  { section: '2.1.4', node: 'lvs01', commands: 'which ipvsadm; ipvsadm', shows: /IP Virtual Server version 1\.2\.1/ },
  {
    section: '2.2.1',
    node: 'lvs01',
    commands: 'ifconfig eth0:0 192.168.0.240 broadcast 192.168.0.240 netmask 255.255.255.0 up; ifconfig eth0:0',
    shows: /inet 192\.168\.0\.240/,
  },
  {
    section: '2.2.1',
    node: 'lvs01',
    commands: `ipvsadm -C
      ipvsadm --set 30 5 60
      ipvsadm -A -t 192.168.0.240:80 -s rr -p 20
      ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
      ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
      ipvsadm -L -n`,
    shows:
      /TCP {2}192\.168\.0\.240:80 rr persistent 20\n {2}-> 192\.168\.0\.223:80 +Route +1[^]*-> 192\.168\.0\.224:80 +Route +1/,
  },
];

const REST_OF_TUTORIAL: typeof TUTORIAL = [
  {
    section: '2.2.2',
    node: 'web01',
    commands: 'ifconfig lo:0 192.168.0.240/32 up; ifconfig lo:0',
    shows: /inet 192\.168\.0\.240/,
  },
  {
    section: '2.2.2',
    node: 'web02',
    commands: 'ifconfig lo:0 192.168.0.240/32 up; ifconfig lo:0',
    shows: /inet 192\.168\.0\.240/,
  },
  ...['web01', 'web02'].map((node) => ({
    section: '2.2.4',
    node,
    commands: `echo "1" > /proc/sys/net/ipv4/conf/lo/arp_ignore
      echo "2" > /proc/sys/net/ipv4/conf/lo/arp_announce
      echo "1" > /proc/sys/net/ipv4/conf/all/arp_ignore
      echo "2" > /proc/sys/net/ipv4/conf/all/arp_announce`,
  })),
  {
    section: '2.2.5',
    node: 'gateway',
    commands: 'ip a',
    // In which order is the engine's: see decision 2.
    shows: /^(?=[^]*inet 192\.168\.0\.100\/24)[^]*inet 192\.168\.200\.100\/24/,
  },
  {
    section: '2.2.5',
    node: 'gateway',
    commands: 'route -n',
    shows: /^(?![^]*\n0\.0\.0\.0 )[^]*192\.168\.0\.0[^]*192\.168\.200\.0/,
  },
  {
    section: '2.2.5',
    node: 'gateway',
    commands: 'echo "net.ipv4.ip_forward = 1" > /etc/sysctl.conf; sysctl -p',
    shows: /net\.ipv4\.ip_forward = 1/,
  },
  { section: '2.2.6', node: 'lanclient', commands: 'hostname -I', shows: /^192\.168\.0\.220 *$/m },
  { section: '2.2.6', node: 'lanclient', commands: 'route -n', shows: /^0\.0\.0\.0 +192\.168\.0\.100 /m },
  { section: '2.2.6', node: 'lanclient', commands: 'curl -s 192.168.0.240', shows: /^192\.168\.0\.22[34] bbs$/m },
  {
    section: '2.2.7',
    node: 'gateway',
    commands: 'hostname -I',
    shows: /^(192\.168\.0\.100 192\.168\.200\.100|192\.168\.200\.100 192\.168\.0\.100) *$/m,
  },
  {
    section: '2.2.7',
    node: 'gateway',
    commands: `iptables -t nat -A PREROUTING -i eth1 -d 192.168.200.100 -p tcp --dport 80 -j DNAT --to-destination 192.168.0.240
      iptables -t nat -A POSTROUTING -s 192.168.0.0/24 -o eth1 -j SNAT --to-source 192.168.200.100
      iptables -t nat -L -nv`,
    shows: /DNAT[^]*192\.168\.200\.100 +tcp dpt:80 to:192\.168\.0\.240[^]*SNAT[^]*to:192\.168\.200\.100/,
  },
  { section: '2.2.7', node: 'wanclient', commands: 'curl -s 192.168.200.100', shows: /^192\.168\.0\.22[34] bbs$/m },
  {
    section: '2.2.7',
    node: 'lvs01',
    commands: 'ipvsadm -lnc',
    shows: /192\.168\.200\.200:\d+ +192\.168\.0\.240:80 +192\.168\.0\.22[34]:80/,
  },
];

describe('experiment 1', () => {
  before(async () => {
    await labFine(['start', 'exp1', '--as', INSTANCE]);
  });
  after(async () => {
    await labFine(['stop', 'exp1', '--as', INSTANCE]);
  });

  describe('on a blank instance', () => {
    let report: CheckReport;
    before(async () => {
      report = await check();
    });

    it('scores nothing, and exits 1', () => {
      expect(report.points).to.equal(0);
      expect(report.maxPoints).to.equal(100);
    });

    it('fails or leaves unjudged every scoring check, each with a reason and a hint', () => {
      const scoring = report.checks.filter(({ maxPoints }) => maxPoints > 0);
      expect(scoring.length).to.be.greaterThan(15);
      for (const { id, passed, reason, hint } of scoring) {
        expect(passed, id).to.not.equal(true);
        expect(reason, id).to.be.a('string').and.not.equal('');
        expect(hint, id).to.be.a('string').and.not.equal('');
      }
    });

    it('has nat tables that are empty, and no resolver of Docker', async () => {
      for (const node of ['gateway', 'web01', 'wanclient']) {
        expect(await on(node, 'iptables -t nat -S'), node).to.not.match(/^-A/m);
        expect(await on(node, 'cat /etc/resolv.conf'), node).to.equal('');
      }
    });

    it('shows the student the lab alone: interfaces, hosts, environment', async () => {
      expect(await on('lvs01', 'ls /sys/class/net')).to.equal('eth0\nlo');
      expect(await on('gateway', 'ls /sys/class/net')).to.equal('eth0\neth1\nlo');
      expect(await on('lanclient', 'getent hosts web01')).to.match(/^192\.168\.0\.223 +web01$/);
      expect(await on('web01', 'env')).to.not.match(/LAB|INTERFACES/);
    });
  });

  describe('with the commands that the tutorial prints', () => {
    for (const { section, node, commands, shows } of TUTORIAL) {
      it(`${section} on ${node}: ${commands.split('\n')[0]}`, async () => {
        expect(await on(node, commands)).to.match(shows ?? /^/);
      });
    }

    it('2.2.1: no page yet, because the real servers drop what is not addressed to them', async () => {
      const report = await check('service', 'destinations', 'page-lan');
      expect(outcomes(report)).to.deep.equal({
        passed: ['service', 'destinations'],
        failed: [],
        notJudged: ['page-lan'],
      });
      const { exitCode } = await lab([
        'exec',
        'exp1',
        'lanclient',
        '--as',
        INSTANCE,
        '--',
        'curl',
        '-s',
        '--max-time',
        '2',
        '192.168.0.240',
      ]);
      expect(exitCode, 'curl times out').to.equal(28);
    });

    for (const { section, node, commands, shows } of REST_OF_TUTORIAL) {
      it(`${section} on ${node}: ${commands.split('\n')[0]}`, async () => {
        expect(await on(node, commands)).to.match(shows ?? /^/);
      });
    }

    it('passes every check with full marks', async () => {
      const report = await check();
      expect(outcomes(report).failed.map((id) => verdict(report, id)?.reason)).to.deep.equal([]);
      expect(outcomes(report).notJudged).to.deep.equal([]);
      expect(report.points).to.equal(100);
    });

    it('counts packets on the DNAT rule and none on the SNAT rule, whose packets conntrack translates back', async () => {
      await on('gateway', 'iptables -t nat -Z');
      await on('wanclient', 'for i in 1 2 3; do curl -s 192.168.200.100; done');
      const counted = await on('gateway', 'iptables -t nat -L -nv');
      expect(Number(/^ *(\d+) .*DNAT/m.exec(counted)?.[1])).to.equal(3);
      expect(Number(/^ *(\d+) .*SNAT/m.exec(counted)?.[1])).to.equal(0);
    });

    it('keeps one client on one server for as long as persistence lasts', async () => {
      const pages = await on('lanclient', 'for i in 1 2 3 4 5 6; do curl -s 192.168.0.240; done');
      expect(new Set(pages.split('\n')).size).to.equal(1);
    });
  });

  const UNDONE: {
    description: string;
    node: string;
    undo: string;
    redo: string;
    fails: string[];
    notJudged: string[];
    reason: RegExp;
  }[] = [
    {
      description: 'the VIP flushed on web02',
      node: 'web02',
      undo: 'ifconfig lo:0 down',
      redo: 'ifconfig lo:0 192.168.0.240/32 up',
      fails: ['vip-web02'],
      notJudged: [
        'page-lan',
        'arp-announce',
        'both-servers',
        'direct-return',
        'page-wan',
        'both-servers-wan',
        'wan-source',
      ],
      reason: /web02 has no interface with 192\.168\.0\.240/,
    },
    {
      description: 'arp_ignore back to 0 on web01',
      node: 'web01',
      undo: 'sysctl -w net.ipv4.conf.all.arp_ignore=0',
      redo: 'sysctl -w net.ipv4.conf.all.arp_ignore=1; ip neigh flush all',
      fails: ['arp-vip'],
      notJudged: ['arp-announce', 'both-servers', 'direct-return', 'both-servers-wan', 'wan-source'],
      reason: /web01 also answers ARP for 192\.168\.0\.240/,
    },
    {
      description: 'one real server deleted',
      node: 'lvs01',
      undo: 'ipvsadm -d -t 192.168.0.240:80 -r 192.168.0.223:80',
      redo: 'ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1',
      fails: ['destinations'],
      notJudged: [
        'page-lan',
        'arp-announce',
        'both-servers',
        'direct-return',
        'page-wan',
        'both-servers-wan',
        'wan-source',
      ],
      reason: /no real server 192\.168\.0\.223:80/,
    },
    {
      description: 'the DNAT rule removed',
      node: 'gateway',
      undo: 'iptables -t nat -F PREROUTING',
      redo: 'iptables -t nat -A PREROUTING -i eth1 -d 192.168.200.100 -p tcp --dport 80 -j DNAT --to-destination 192.168.0.240',
      fails: ['dnat'],
      notJudged: ['page-wan', 'both-servers-wan', 'wan-source'],
      reason: /gateway has no DNAT rule/,
    },
  ];

  describe('after one thing is undone by hand', () => {
    for (const { description, node, undo, redo, fails, notJudged, reason } of UNDONE) {
      it(`${description}: ${fails.join(', ')} names it, and the rest stands`, async () => {
        await on(node, undo);
        const report = await check();
        await on(node, redo);
        const seen = outcomes(report);
        expect(seen.failed).to.deep.equal(fails);
        expect(seen.notJudged).to.have.members(notJudged);
        expect(verdict(report, fails[0] ?? '')?.reason).to.match(reason);
      });
    }

    it('passes again once all is redone', async () => {
      await on('lanclient', 'ip neigh flush all');
      await on('gateway', 'ip neigh flush all');
      expect(outcomes(await check()).failed).to.deep.equal([]);
    });
  });

  const OTHER_WAYS: { description: string; node: string; commands: string }[] = [
    {
      description: 'the VIP of a real server on a device of its own (dummy, or a bridge where the kernel has no dummy)',
      node: 'web01',
      commands:
        'ifconfig lo:0 down; (ip link add vip0 type dummy || ip link add vip0 type bridge) 2>/dev/null; ip link set vip0 up; ip address add 192.168.0.240/32 dev vip0',
    },
    {
      description: 'the VIP of the director by ip, without a label and with /32',
      node: 'lvs01',
      commands: 'ip address del 192.168.0.240/24 dev eth0; ip address add 192.168.0.240/32 dev eth0',
    },
    {
      description: 'arp_ignore on eth0 instead of all',
      node: 'web02',
      commands:
        'sysctl -w net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.lo.arp_ignore=0 net.ipv4.conf.eth0.arp_ignore=1',
    },
    {
      description: 'MASQUERADE in place of SNAT',
      node: 'gateway',
      commands: 'iptables -t nat -F POSTROUTING; iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE',
    },
    {
      description: 'DNAT without an interface, with the port',
      node: 'gateway',
      commands:
        'iptables -t nat -F PREROUTING; iptables -t nat -A PREROUTING -d 192.168.200.100 -p tcp -m multiport --dports 80,443 -j DNAT --to-destination 192.168.0.240:80',
    },
  ];

  describe('done in another correct way', () => {
    for (const { description, node, commands } of OTHER_WAYS) {
      it(`${description} passes too`, async () => {
        await on(node, commands);
        const report = await check();
        expect(outcomes(report).failed.map((id) => `${id}: ${verdict(report, id)?.reason}`)).to.deep.equal([]);
        expect(report.points).to.equal(100);
      });
    }
  });
});
