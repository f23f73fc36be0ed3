/** Two instances with the same addresses on one engine: what a student in a node of one can reach. Few packets, from nodes only. */
import { networkInterfaces } from 'node:os';
import { expect } from 'chai';
import { CALLS, ESCAPES, FRAMES } from '../helpers/attacks.ts';
import { lab, labFine, onNode } from '../helpers/lab.ts';

const [MINE, OTHER] = ['e2e-attacker', 'e2e-attacked'];
const on = (node: string, script: string): Promise<string> => onNode('exp1', MINE, node, script);
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

const LISTEN = 'timeout 6 tcpdump -nn -e -i eth0 -c 1 ether src 02:00:de:ad:be:ef 2>/dev/null || true';

describe('an attack from a node', () => {
  before(() =>
    Promise.all([MINE, OTHER].map((name) => labFine(['start', 'exp1', '--as', name]))).then(() => undefined),
  );
  after(() => Promise.all([MINE, OTHER].map((name) => labFine(['stop', 'exp1', '--as', name]))).then(() => undefined));

  for (const node of ['web01', 'lvs01']) {
    it(`does not get out of ${node} by /proc, /sys, devices or mounts`, async () => {
      expect(linesOf(await on(node, `set +e; ${ESCAPES}`))).to.deep.equal(['control']);
    });
  }

  it('gets none of the calls that would change the kernel of the machine', async () => {
    expect(linesOf(await on('web02', `set +e; ${CALLS}`))).to.deep.equal(['control']);
  });

  it('with strange frames is heard in its own instance, and not in the other', async () => {
    const mine = onNode('exp1', MINE, 'web01', LISTEN);
    const others = ['web01', 'lanclient', 'gateway'].map((node) => onNode('exp1', OTHER, node, LISTEN));
    await on('lanclient', `sleep 1.5; ${FRAMES}`);
    expect(await mine).to.include('02:00:de:ad:be:ef');
    // tcpdump ends its line when it is stopped.
    expect((await Promise.all(others)).map((heard) => heard.trim())).to.deep.equal(['', '', '']);
  });

  it('does not find the machine by IPv6: who answers all-nodes is a node', async () => {
    const answers = await on(
      'lanclient',
      `for switch in all eth0; do echo 0 >/proc/sys/net/ipv6/conf/$switch/disable_ipv6; done
       until ip -6 -o address show dev eth0 -tentative | grep -q fe80; do sleep 0.1; done
       ping -6 -c 2 -i 0.3 -W 1 ff02::1%eth0 || true`,
    );
    const from = new Set(Array.from(answers.matchAll(/from (fe80:[^% ]*)/g), ([, address]) => address));
    expect([...from], answers).to.include('fe80::42:c0ff:fea8:dc');
    for (const address of from) expect(address).to.match(/^fe80::42:c0ff:fea8:/);
  });

  it('does not find the machine by ARP, whichever of its addresses is asked for', async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((all) =>
      (all ?? []).filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address),
    );
    const asked = ['192.168.0.223', ...addresses].map(
      (address) => `if arping -i eth0 -c 1 -W 0.3 ${address} >/dev/null; then echo ${address}; fi`,
    );
    expect(linesOf(await on('lanclient', asked.join('\n')))).to.deep.equal(['192.168.0.223']);
  });

  it("gets no answer of the engine's resolver, of its API, nor of an address for metadata", async () => {
    const script = String.raw`
for address in 169.254.169.254 192.0.2.1 198.18.0.1; do
    ip route replace $address dev eth0
    for port in 80 2375 2376; do
        if curl -s -o /dev/null --max-time 0.3 http://$address:$port/; then echo $address:$port; fi
    done
    ip route del $address
done
perl -MSocket -e '
  open my $table, "<", "/proc/net/udp"; my @ports = map { /^ *\d+: 0B00007F:([0-9A-F]{4})/ ? hex $1 : () } <$table>;
  for my $port (@ports, 53) {
    socket(my $to, PF_INET, SOCK_DGRAM, 0); connect($to, sockaddr_in($port, inet_aton("127.0.0.11"))) or next;
    send($to, pack("n6", 7, 256, 1, 0, 0, 0) . "\7example\3com\0" . pack("n2", 1, 1), 0) or next;
    my $wanted = ""; vec($wanted, fileno $to, 1) = 1; select($wanted, undef, undef, 1) or next;
    recv($to, my $answer, 512, 0) // next; print "resolver\n" if length $answer && unpack("x6 n", $answer) > 0;
  }'`;
    expect(linesOf(await on('lanclient', `set +e; ${script}`))).to.deep.equal([]);
  });

  it('leaves the other instance as it was', async () => {
    const { exitCode } = await lab([
      'exec',
      'exp1',
      'lanclient',
      '--as',
      OTHER,
      '--',
      'ping',
      '-c1',
      '-W1',
      '192.168.0.210',
    ]);
    expect(exitCode).to.equal(0);
  });
});
