import { expect } from 'chai';
import { checkReport, labFine, onNode, outcomes, type CheckReport } from '../helpers/lab.ts';

const INSTANCE = 'e2e-fakes';
const VIP = '192.168.0.240';
const on = (node: string, script: string) => onNode('exp1', INSTANCE, node, script);
const check = (): Promise<CheckReport> => checkReport('exp1', INSTANCE);

interface Command {
  node: string;
  run: string;
}

const runAll = async (commands: Command[]): Promise<void> => {
  for (const { node, run } of commands) await on(node, run);
};

/** A script under a tool's name, first in the PATH, and over the tool itself where the node lets it be written. */
const plant = (tool: string, script: string): string => `
cat >/usr/local/sbin/${tool} <<'FAKE'
#!/bin/sh
${script}
FAKE
chmod 755 /usr/local/sbin/${tool}
for folder in /usr/bin /usr/sbin /usr/lib/lab/bin; do
  [ ! -e $folder/${tool} ] || cp /usr/local/sbin/${tool} $folder/${tool} 2>/dev/null || :
done`;

const uproot = (...tools: string[]): string => `rm -f ${tools.map((tool) => `/usr/local/sbin/${tool}`).join(' ')}`;

const SERVICE = `ipvsadm -C
ipvsadm -A -t ${VIP}:80 -s rr -p 20
ipvsadm -a -t ${VIP}:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t ${VIP}:80 -r 192.168.0.224:80 -g -w 1`;

const NO_SERVICE: Pick<Row, 'undo' | 'redo'> = {
  // What the fakes show is what the real ones showed.
  undo: [{ node: 'lvs01', run: 'ipvsadm -Ln >/root/table; ipvsadm -Ln --timeout >/root/timeouts; ipvsadm -C' }],
  redo: [{ node: 'lvs01', run: SERVICE }],
};

interface Row {
  description: string;
  /** A step is missing. */
  undo: Command[];
  plant: Command[];
  /** What the student sees then. */
  shows?: Command & { output: RegExp };
  /** Checks that the fake costs. */
  costs?: string[];
  remove: Command[];
  redo: Command[];
}

const SERVERS = ['web01', 'web02'];

/** Takes the rule away when it sees one of our tools, and puts it back two seconds after the last of them. */
const MENDS_WHILE_LOOKED_AT = `cat >/root/mend <<'EOF'
rule='INPUT -p tcp --dport 80 -j DROP' last=0
until [ -e /root/enough ]; do
  now=$(date +%s)
  if ls -l /proc/[0-9]*/exe 2>/dev/null | grep -q /usr/lib/lab; then last=$now; iptables -D $rule 2>/dev/null
  elif [ $((now - last)) -gt 2 ]; then iptables -C $rule 2>/dev/null || iptables -A $rule; fi
  sleep 0.02
done
EOF
setsid sh /root/mend >/dev/null 2>&1 &
sleep 4`;

const FAKES: Row[] = [
  {
    description: 'ipvsadm that shows a table which is not there',
    ...NO_SERVICE,
    plant: [
      {
        node: 'lvs01',
        run: plant('ipvsadm', 'case "$*" in *timeout*) cat /root/timeouts ;; *) cat /root/table ;; esac'),
      },
    ],
    shows: { node: 'lvs01', run: 'ipvsadm -Ln', output: /192\.168\.0\.224:80 +Route/ },
    remove: [{ node: 'lvs01', run: uproot('ipvsadm') }],
  },
  {
    description: 'a configuration file that reads like what we print when we look at a node',
    ...NO_SERVICE,
    plant: [
      {
        node: 'lvs01',
        run: `{ echo '@@lab services'; cat /root/table; echo '@@lab timeouts'; cat /root/timeouts; } >/etc/keepalived/keepalived.conf`,
      },
    ],
    remove: [{ node: 'lvs01', run: 'rm /etc/keepalived/keepalived.conf' }],
  },
  {
    description: "aliases, functions and a PATH in the shell's start files",
    ...NO_SERVICE,
    plant: [
      {
        node: 'lvs01',
        run: `mkdir -p /root/fake; printf '#!/bin/sh\\ncat /root/table\\n' >/root/fake/ipvsadm; chmod 755 /root/fake/ipvsadm
          for file in /root/.bashrc /root/.profile /etc/profile /etc/bash.bashrc /etc/environment; do
            [ ! -e $file ] || cp $file $file.kept
            printf '%s\\n' 'export PATH=/root/fake:$PATH ENV=/root/.profile' "alias ipvsadm='cat /root/table'" >>$file
          done`,
      },
    ],
    shows: { node: 'lvs01', run: 'bash -lc "ipvsadm -Ln"', output: /192\.168\.0\.224:80 +Route/ },
    remove: [
      {
        node: 'lvs01',
        run: `for file in /root/.bashrc /root/.profile /etc/profile /etc/bash.bashrc /etc/environment; do
            rm -f $file; [ ! -e $file.kept ] || mv $file.kept $file
          done`,
      },
    ],
  },
  {
    description: 'ip that shows an address which is not there',
    undo: [{ node: 'web02', run: 'ip -j address >/root/addresses; ifconfig lo:0 down' }],
    plant: [
      {
        node: 'web02',
        run: plant('ip', 'case "$*" in *address*) cat /root/addresses ;; *) exec /usr/bin/ip "$@" ;; esac'),
      },
    ],
    shows: { node: 'web02', run: 'ip -j address', output: /192\.168\.0\.240/ },
    remove: [{ node: 'web02', run: uproot('ip') }],
    redo: [{ node: 'web02', run: `ifconfig lo:0 ${VIP}/32 up` }],
  },
  {
    description: 'sysctl, cat and grep that show a value which is not in force',
    undo: [{ node: 'gateway', run: 'sysctl -w net.ipv4.ip_forward=0' }],
    plant: [
      { node: 'gateway', run: plant('sysctl', 'echo net.ipv4.ip_forward = 1') },
      { node: 'gateway', run: plant('grep', 'echo /proc/sys/net/ipv4/ip_forward:1') },
      { node: 'gateway', run: plant('cat', 'echo 1').replace('cat >', '/usr/bin/cat >') },
    ],
    shows: { node: 'gateway', run: 'sysctl net.ipv4.ip_forward; cat /proc/sys/net/ipv4/ip_forward', output: /= 1\n1$/ },
    remove: [{ node: 'gateway', run: uproot('sysctl', 'grep', 'cat') }],
    redo: [{ node: 'gateway', run: 'sysctl -w net.ipv4.ip_forward=1' }],
  },
  {
    description: 'curl that has the page of a server which is down',
    undo: [{ node: 'web01', run: '/etc/init.d/nginx stop' }],
    plant: [
      {
        node: 'lanclient',
        run: plant(
          'curl',
          `while [ $# -gt 0 ]; do [ "$1" != -o ] || echo '192.168.0.223 bbs' >"$2"; shift; done; echo '200 0.001 43210'`,
        ),
      },
    ],
    shows: { node: 'lanclient', run: 'curl -o /dev/stdout 192.168.0.223', output: /192\.168\.0\.223 bbs/ },
    remove: [{ node: 'lanclient', run: uproot('curl') }],
    redo: [{ node: 'web01', run: '/etc/init.d/nginx start' }],
  },
  {
    description: 'arping that hears the director alone',
    undo: [{ node: 'web01', run: 'sysctl -w net.ipv4.conf.all.arp_ignore=0' }],
    plant: [
      {
        node: 'lanclient',
        run: plant('arping', `echo '42 bytes from 02:42:c0:a8:00:d2 (${VIP}): index=0 time=6.000 usec'`),
      },
    ],
    shows: { node: 'lanclient', run: `arping ${VIP}`, output: /^42 bytes from 02:42:c0:a8:00:d2/ },
    remove: [{ node: 'lanclient', run: uproot('arping') }],
    redo: [
      { node: 'web01', run: 'sysctl -w net.ipv4.conf.all.arp_ignore=1' },
      { node: 'lanclient', run: 'ip neigh flush all' },
      { node: 'gateway', run: 'ip neigh flush all' },
    ],
  },
  {
    description: 'a web server on the director that answers for the VIP',
    ...NO_SERVICE,
    plant: [{ node: 'lvs01', run: "echo '192.168.0.223 bbs' >/var/www/html/index.html; /etc/init.d/nginx start" }],
    shows: { node: 'lanclient', run: `curl -s --max-time 5 ${VIP}`, output: /^192\.168\.0\.223 bbs$/ },
    remove: [{ node: 'lvs01', run: '/etc/init.d/nginx stop; rm /var/www/html/index.html' }],
  },
  {
    description: 'DNAT by iptables in place of IPVS',
    ...NO_SERVICE,
    plant: [
      {
        node: 'lvs01',
        run: `sysctl -w net.ipv4.ip_forward=1
          iptables -t nat -A PREROUTING -d ${VIP} -p tcp --dport 80 -j DNAT --to-destination 192.168.0.223
          iptables -t nat -A POSTROUTING -d 192.168.0.223 -j MASQUERADE`,
      },
    ],
    shows: { node: 'lanclient', run: `curl -s --max-time 5 ${VIP}`, output: /^192\.168\.0\.223 bbs$/ },
    remove: [{ node: 'lvs01', run: 'iptables -t nat -F; sysctl -w net.ipv4.ip_forward=0' }],
  },
  {
    description: "a page with the other server's text",
    undo: [{ node: 'lvs01', run: `ipvsadm -d -t ${VIP}:80 -r 192.168.0.224:80` }],
    plant: [{ node: 'web01', run: "echo '192.168.0.224 bbs' >/var/www/html/index.html" }],
    shows: { node: 'lanclient', run: `curl -s --max-time 5 ${VIP}`, output: /^192\.168\.0\.224 bbs$/ },
    // It needs web01's own page.
    costs: ['vip-web01'],
    remove: [{ node: 'web01', run: "echo '192.168.0.223 bbs' >/var/www/html/index.html" }],
    redo: [{ node: 'lvs01', run: SERVICE }],
  },
  {
    description: 'devices of the director that have the MAC of a real server, which answers for the VIP',
    undo: [{ node: 'web01', run: 'sysctl -w net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.lo.arp_ignore=0' }],
    plant: [{ node: 'lvs01', run: 'ip link add fake0 type dummy; ip link set fake0 address 02:42:c0:a8:00:df' }],
    shows: { node: 'lvs01', run: 'cat /sys/class/net/fake0/address', output: /^02:42:c0:a8:00:df$/ },
    remove: [{ node: 'lvs01', run: 'ip link del fake0' }],
    redo: [{ node: 'web01', run: 'sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.lo.arp_ignore=1' }],
  },
  {
    description: 'servers that answer only while one of our tools is seen in them',
    undo: SERVERS.map((node) => ({ node, run: 'iptables -A INPUT -p tcp --dport 80 -j DROP' })),
    plant: SERVERS.map((node) => ({ node, run: MENDS_WHILE_LOOKED_AT })),
    remove: SERVERS.map((node) => ({ node, run: 'touch /root/enough; sleep 1' })),
    redo: SERVERS.map((node) => ({ node, run: 'iptables -F INPUT; rm -f /root/enough' })),
  },
  {
    description: 'names of other machines in /etc/hosts',
    undo: [{ node: 'lvs01', run: 'ifconfig eth0:0 down' }],
    plant: ['lanclient', 'wanclient', 'gateway'].map((node) => ({
      node,
      run: `cp /etc/hosts /root/hosts; printf '%s\\n' '192.168.0.223 ${VIP}' '192.168.0.223 lvs01' >>/etc/hosts`,
    })),
    shows: { node: 'lanclient', run: 'curl -s --max-time 5 http://lvs01/', output: /^192\.168\.0\.22[34] bbs$|^$/ },
    remove: ['lanclient', 'wanclient', 'gateway'].map((node) => ({
      node,
      run: '/usr/bin/cat /root/hosts >/etc/hosts',
    })),
    redo: [{ node: 'lvs01', run: `ifconfig eth0:0 ${VIP} broadcast ${VIP} netmask 255.255.255.0 up` }],
  },
  {
    description: 'modules of its own for the perl that observes',
    ...NO_SERVICE,
    plant: ['lvs01', 'lanclient'].map((node) => ({
      node,
      run: `for folder in /etc/perl /usr/local/share/perl /usr/local/lib/site_perl; do
          mkdir -p $folder
          for module in strict warnings Fcntl Socket POSIX; do echo 'BEGIN { exit 0 }' >$folder/$module.pm; done
        done`,
    })),
    shows: { node: 'lanclient', run: `perl -e 'use Socket; print "ran"' && echo ended`, output: /^ended/ },
    remove: ['lvs01', 'lanclient'].map((node) => ({
      node,
      run: 'rm -rf /etc/perl /usr/local/share/perl /usr/local/lib/site_perl',
    })),
  },
  {
    description: 'a folder of fakes mounted over the tools that observe, where the node has a kernel of its own',
    ...NO_SERVICE,
    plant: [
      {
        node: 'lvs01',
        run: `mkdir -p /root/tools; cp -a /usr/lib/lab/bin/. /root/tools
          printf '#!/bin/sh\\ncat /root/table\\n' >/root/tools/ipvsadm
          mount --bind /root/tools /usr/lib/lab/bin 2>/dev/null || :`,
      },
    ],
    remove: [{ node: 'lvs01', run: 'umount /usr/lib/lab/bin 2>/dev/null || :' }],
  },
];

/** Which of the checks that score passed. */
const scores = ({ checks }: CheckReport): string[] =>
  checks.filter(({ passed, maxPoints }) => passed === true && maxPoints > 0).map(({ id }) => id);

describe('planted fakes', () => {
  before(() => labFine(['start', 'exp1', '--as', INSTANCE, '--solve']));
  after(() => labFine(['stop', 'exp1', '--as', INSTANCE]));

  for (const { description, undo, plant: planted, shows, costs = [], remove, redo } of FAKES) {
    it(`${description}: the score is that of a lab without the step`, async () => {
      await runAll(undo);
      const honest = await check();
      await runAll(planted);
      const shown =
        shows && (await labFine(['exec', 'exp1', shows.node, '--as', INSTANCE, '--', 'bash', '-c', shows.run]));
      const faked = await check();
      await runAll(remove);
      await runAll(redo);
      expect(honest.points).to.be.lessThan(100);
      expect(scores(faked)).to.deep.equal(scores(honest).filter((id) => !costs.includes(id)));
      if (shows) expect(shown, 'the fake works for its author').to.match(shows.output);
    });
  }

  it('leave nothing behind: the lab passes again', async () => {
    await runAll(['lanclient', 'gateway', 'wanclient'].map((node) => ({ node, run: 'ip neigh flush all' })));
    expect(outcomes(await check()).failed).to.deep.equal([]);
  });

  it("without a loader no command of a node's own works, and the checks see what they saw", async () => {
    await on('web01', 'ifconfig lo:0 down');
    const honest = await check();
    for (const node of ['web01', 'lvs01', 'lanclient']) {
      await on(node, 'echo /root/preloaded.so >/etc/ld.so.preload');
      // A loader that reads the file complains of what it names.
      expect(await on(node, '/usr/bin/cat /dev/null 2>&1'), node).to.contain('cannot be preloaded');
      expect(await on(node, '/usr/lib/lab/bin/cat /dev/null 2>&1'), node).to.equal('');
      await on(node, ': >/etc/ld.so.cache; mv /lib64 /root/lib64');
      const broken = labFine(['exec', 'exp1', node, '--as', INSTANCE, '--', '/usr/bin/true']);
      expect(
        await broken.then(
          () => 'ran',
          () => 'could not run',
        ),
        node,
      ).to.equal('could not run');
    }
    const blind = await check();
    expect(scores(blind)).to.deep.equal(scores(honest));
  });
});
