import { execa } from 'execa';
import { expect } from 'chai';
import { loadLab } from '../../src/lab/load.ts';
import { MAIN } from '../helpers/offline.ts';
import { checkReport, labFine, onNode, outcomes, ROOT } from '../helpers/lab.ts';

const SHELLCHECK = await execa('shellcheck', ['--version'], { reject: false });
const INSTANCE = 'e2e-scripts';
const on = (node: string, script: string) => onNode('scripts', INSTANCE, node, script);
const write = (node: string, name: string, text: string) =>
  on(
    node,
    `cat >/root/scripts/${name}_server.sh <<'SCRIPT'\n${text}\nSCRIPT\nchmod +x /root/scripts/${name}_server.sh`,
  );

/** What a check must leave as it was. */
const STATE =
  'ip -o -4 address; ip -4 route; ipvsadm -Sn 2>&1 || true; sysctl net.ipv4.conf.{all,lo}.arp_{ignore,announce}';

const HEAD = `#!/bin/bash
. /etc/init.d/functions
VIP=192.168.0.240`;

/** In the tutorial's way (2.4.1): net-tools, a file of another distribution, a usage that ends with 0. */
const TUTORIAL_DIRECTOR = `${HEAD}
SUBNET="eth0:\`echo $VIP | awk -F "." '{print $4}'\`"
RIP=(
192.168.0.223
192.168.0.224
)
function start(){
  if [ \`ifconfig | grep $VIP | wc -l\` -ne 0 ];then
    stop
  fi
  ifconfig $SUBNET $VIP broadcast $VIP netmask 255.255.255.0 up
  ipvsadm -C
  ipvsadm --set 30 5 60
  ipvsadm -A -t $VIP:80 -s rr -p 20
  for ((i=0;i<\${#RIP[*]};i++)); do
    ipvsadm -a -t $VIP:80 -r \${RIP[$i]} -g -w 1
  done
}
function stop(){
  ipvsadm -C
  if [ \`ifconfig | grep $VIP | wc -l\` -ne 0 ];then
    ifconfig $SUBNET down
  fi
  route del -host $VIP dev eth0 &>/dev/null
}
case "$1" in
  start) start; echo started ;;
  stop) stop; echo stopped ;;
  restart) stop; start; echo started ;;
  *) echo "USAGE:$0 {start | stop | restart}"
esac`;

/** The same of 2.4.2: no restart, and a usage that ends with 1. */
const TUTORIAL_SERVER = `${HEAD}
interface="lo:\`echo $VIP | awk -F "." '{print $4}'\`"
case "$1" in
  start)
    /sbin/ifconfig $interface $VIP broadcast $VIP netmask 255.255.255.255 up
    route add -host $VIP dev $interface
    for conf in lo all; do
      echo "1" > /proc/sys/net/ipv4/conf/$conf/arp_ignore
      echo "2" > /proc/sys/net/ipv4/conf/$conf/arp_announce
    done
    ;;
  stop)
    /sbin/ifconfig $interface down
    for conf in lo all; do
      echo "0" > /proc/sys/net/ipv4/conf/$conf/arp_ignore
      echo "0" > /proc/sys/net/ipv4/conf/$conf/arp_announce
    done
    ;;
  *)
    echo "Usage: $0 {start|stop}"
    exit 1
esac`;

describe('lab scripts', () => {
  before(() => labFine(['start', 'scripts', '--as', INSTANCE, '--solve']));
  after(() => labFine(['stop', 'scripts', '--as', INSTANCE]));

  const isInstalled = SHELLCHECK.exitCode === 0;
  it(`the reference scripts are clean by shellcheck${isInstalled ? '' : ': skipped, it is not installed'}`, async function () {
    if (!isInstalled) this.skip();
    const { steps } = await loadLab(`${ROOT}/labs/scripts`);
    const texts = steps.flatMap(({ commands }) => commands.map(({ run }) => run));
    const scripts = new Set(texts.flatMap((text) => /<<'SCRIPT'\n([^]*?)\nSCRIPT$/m.exec(text)?.[1] ?? []));
    expect(scripts.size).to.equal(2);
    for (const input of scripts) {
      const { stdout } = await execa('shellcheck', ['-'], { input: `${input}\n`, reject: false });
      expect(stdout).to.equal('');
    }
  });

  it('the reference scripts pass every check, which leaves all as it was', async () => {
    const nodes = ['lvs01', 'web01', 'web02'];
    const state = (): Promise<string[]> => Promise.all(nodes.map((node) => on(node, STATE)));
    const before = await state();
    const report = await checkReport('scripts', INSTANCE);
    expect(outcomes(report)).to.deep.include({ failed: [], notJudged: [] });
    expect(report.points).to.equal(100);
    expect(await state()).to.deep.equal(before);
  });

  it('puts the node back though the check is killed while the script runs', async () => {
    const before = await on('lvs01', STATE);
    await on('lvs01', 'cp /root/scripts/ipvs_server.sh /root/kept');
    await write('lvs01', 'ipvs', '#!/bin/sh\nip address del 192.168.0.240/32 dev eth0\nipvsadm -C\nsleep 2');
    const words = ['check', 'scripts', '--as', INSTANCE, '--only', 'director-start'];
    const check = execa(process.execPath, [MAIN, ...words], { reject: false });
    await on('lvs01', 'until ! ip address | grep -q 192.168.0.240/; do sleep 0.1; done');
    check.kill('SIGKILL');
    await check;
    await on(
      'lvs01',
      'until ip address | grep -q 192.168.0.240/; do sleep 0.1; done; cp /root/kept /root/scripts/ipvs_server.sh',
    );
    await on('lvs01', 'until ipvsadm -Sn | grep -q 224; do sleep 0.1; done');
    expect(await on('lvs01', STATE)).to.equal(before);
  });

  it("scripts in the tutorial's own way run, and fail for what they lack", async () => {
    await on('lvs01', '/root/scripts/ipvs_server.sh stop');
    await write('lvs01', 'ipvs', TUTORIAL_DIRECTOR);
    expect(await on('lvs01', '/root/scripts/ipvs_server.sh start 2>&1')).to.contain(
      '/etc/init.d/functions: No such file',
    );
    for (const node of ['web01', 'web02']) {
      await on(node, '/root/scripts/rs_server.sh stop');
      await write(node, 'rs', TUTORIAL_SERVER);
      await on(node, '/root/scripts/rs_server.sh start');
    }
    await on('lanclient', 'ip neigh flush all');
    const { failed, notJudged } = outcomes(await checkReport('scripts', INSTANCE));
    expect(failed).to.deep.equal(['director-usage', 'director-vip', 'server-restart', 'server-vip']);
    expect(notJudged).to.deep.equal([]);
  });
});
