import { expect } from 'chai';
import { checkReport, labFine, onNode } from '../helpers/lab.ts';

const INSTANCE = 'e2e-mode-tun';
const on = (node: string, script: string) => onNode('mode-tun', INSTANCE, node, script);

const upload = (bytes: number): Promise<string> =>
  on('lanclient', `head -c ${bytes} /dev/zero | curl -s --max-time 2 --data-binary @- 192.168.0.240/upload || echo $?`);

describe('the mode TUN', () => {
  before(() => labFine(['start', 'mode-tun', '--as', INSTANCE, '--solve']));
  after(() => labFine(['stop', 'mode-tun', '--as', INSTANCE]));

  it('1.6.2: the director wraps requests up, and sees no reply', async () => {
    const seen = on('lvs01', `timeout 4 tcpdump -nn -t -l -i eth0 'ip proto 4 or tcp port 80' 2>/dev/null || true`);
    await on('lanclient', 'sleep 1; curl -sS --max-time 2 192.168.0.240');
    expect(await seen).to.match(
      /IP 192\.168\.0\.210 > 192\.168\.100\.22[34]: IP 192\.168\.0\.220\.\d+ > 192\.168\.0\.240\.80: Flags \[S\]/,
    );
    expect(await seen).to.not.contain('192.168.0.240.80 >');
  });

  it('small uploads arrive and large ones stall while the client drops the ICMP that tells it of 1480 bytes', async () => {
    await labFine(['break', 'mode-tun', 'full-mss', '--as', INSTANCE]);
    expect(await upload(1000)).to.match(/received 1000 bytes/);
    expect(await upload(100_000)).to.equal('28');
    expect(await on('lanclient', 'iptables -L INPUT -nvx')).to.match(/ +[1-9]\d* +\d+ DROP +icmp/);
    await on('lanclient', 'iptables -F INPUT');
    expect(await upload(100_000)).to.match(/received 100000 bytes/);
    expect(await on('lanclient', 'ip route get 192.168.0.240')).to.contain('mtu 1480');
    await on('lanclient', 'ip route flush cache; iptables -A INPUT -p icmp -j DROP');
    await labFine(['repair', 'mode-tun', 'full-mss', '--as', INSTANCE]);
    const { points, passed } = await checkReport('mode-tun', INSTANCE);
    expect({ points, passed }).to.deep.equal({ points: 100, passed: true });
  });
});
