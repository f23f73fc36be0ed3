import { nodeSeen, type Snapshot } from '../../../src/probes/snapshot.ts';
import { parseKeepalivedConf } from '../../../src/parsers/keepalived-conf.ts';
import { parseIptablesSave } from '../../../src/parsers/iptables-save.ts';
import { expectFail, expectPass, judgedExp2, type WrittenCheck } from '../../helpers/judge.ts';
import { exp2, exp2With, keepalivedOf, type Mistake } from '../../helpers/snapshot.ts';

const VIP = '192.168.0.240';
const wanted: WrittenCheck<'vip-owner'> = {
  kind: 'vip-owner',
  address: VIP,
  nodes: ['lvs01', 'lvs02'],
  owner: 'lvs01',
};
const BOTH = [`lvs01 eth0 ${VIP}/24`, `lvs02 eth0 ${VIP}/24`];
const SPLIT = `split brain: lvs01, lvs02 have ${VIP} at the same time`;

/** Both directors have the address, and nothing recorded says why. */
function split(): Snapshot {
  const snapshot = exp2();
  nodeSeen(snapshot, 'lvs02').addresses.push(...nodeSeen(snapshot, 'lvs01').addresses.filter(isVip));
  return snapshot;
}
const isVip = ({ address }: { address: string }): boolean => address === VIP;

const filter = (rule: string) => parseIptablesSave(`*filter\n:INPUT ACCEPT [0:0]\n${rule}\nCOMMIT\n`).rules;

describe('vip-owner', () => {
  it('passes when the owner alone has it', () => {
    expectPass(judgedExp2(wanted), [`lvs01 eth0 ${VIP}/24`, `lvs02 without ${VIP}`]);
  });

  it('passes with /32, which keepalived gives an address without a mask', () => {
    const snapshot = exp2();
    for (const address of nodeSeen(snapshot, 'lvs01').addresses.filter(isVip)) address.prefix = 32;
    expectPass(judgedExp2(wanted, { snapshot }), [`lvs01 eth0 ${VIP}/32`, `lvs02 without ${VIP}`]);
  });

  it('passes with a virtual MAC on a device on top of the right one', () => {
    const snapshot = exp2();
    const { addresses, links } = nodeSeen(snapshot, 'lvs01');
    const [eth0] = links.filter(({ name }) => name === 'eth0');
    if (!eth0) throw new Error('no eth0 was recorded');
    links.push({ ...eth0, name: 'vrrp.55', mac: '00:00:5e:00:01:37', parent: 'eth0' });
    for (const address of addresses.filter(isVip)) address.device = 'vrrp.55';
    expectPass(judgedExp2(wanted, { snapshot }), [`lvs01 vrrp.55 ${VIP}/24`, `lvs02 without ${VIP}`]);
    for (const link of links) if (link.parent !== undefined) link.mac = eth0.mac;
    expectFail(
      judgedExp2(wanted, { snapshot }),
      `lvs01 has ${VIP} on vrrp.55, expected eth0: nobody on the network is told by gratuitous ARP when it moves`,
      [`lvs01 vrrp.55 ${VIP}/24`, `lvs02 without ${VIP}`],
    );
  });

  const brains: { mistake: Mistake; why: string }[] = [
    {
      mistake: 'other-router-id',
      why: 'virtual_router_id differs (lvs01 55, lvs02 56): they are two routers, and each takes the address',
    },
    {
      mistake: 'other-password',
      why: 'auth_pass differs (lvs01 1111, lvs02 2222): each throws the advertisements of the other away',
    },
    {
      mistake: 'other-interval',
      why: 'advert_int differs (lvs01 1, lvs02 2): each throws the advertisements of the other away',
    },
    { mistake: 'other-version', why: 'VRRP version differs (lvs01 2, lvs02 3): they do not understand each other' },
    {
      mistake: 'vrrp-blocked',
      why: 'the firewall of lvs02 drops advertisements of VRRP: -A INPUT -p 112 -j DROP',
    },
  ];
  for (const { mistake, why } of brains) {
    it(`fails on a split brain, and says why: ${mistake}`, () => {
      expectFail(judgedExp2(wanted, { snapshot: exp2With(mistake) }), `${SPLIT}; ${why}`, BOTH);
    });
  }

  it('fails on a split brain that nothing explains', () => {
    expectFail(judgedExp2(wanted, { snapshot: split() }), SPLIT, BOTH);
  });

  it('fails on a split brain with the passwords that were refused, when the files agree again', () => {
    const snapshot = split();
    for (const instance of keepalivedOf(snapshot, 'lvs02').instances) instance.authenticationFailures = 7;
    expectFail(
      judgedExp2(wanted, { snapshot }),
      `${SPLIT}; lvs02 threw 7 advertisements away for their password`,
      BOTH,
    );
  });

  const rules: { node?: string; rule: string; explains: boolean }[] = [
    { rule: '-A INPUT -p 112 -j DROP', explains: true },
    { node: 'lvs01', rule: '-A OUTPUT -p vrrp -j REJECT', explains: true },
    { rule: '-A INPUT -d 224.0.0.18/32 -j DROP', explains: true },
    { rule: '-A INPUT -i eth0 -j REJECT', explains: true },
    { rule: '[7:280] -A INPUT -m pkttype --pkt-type multicast -j DROP', explains: true },
    { rule: '[0:0] -A INPUT -i eth0 -j DROP', explains: false },
    { rule: '-A INPUT -i lo -j DROP', explains: false },
    { rule: '-A INPUT -m pkttype --pkt-type multicast -j DROP', explains: false },
    { rule: '-A INPUT -p vrrp -j ACCEPT\n-A INPUT -j DROP', explains: false },
    { node: 'lvs01', rule: '-A INPUT -p 112 -j DROP', explains: false },
    { rule: '-A OUTPUT -p 112 -j DROP', explains: false },
    { rule: '-A INPUT -p vrrp -j ACCEPT', explains: false },
    { rule: '-A INPUT -p tcp -j DROP', explains: false },
    { rule: '-A INPUT ! -p vrrp -j DROP', explains: false },
    { rule: '-A INPUT ! -d 224.0.0.18/32 -j DROP', explains: false },
    { rule: '-A FORWARD -p vrrp -j DROP', explains: false },
  ];
  for (const { node = 'lvs02', rule, explains } of rules) {
    it(`${explains ? 'is explained' : 'is not explained'} by ${rule} on ${node}`, () => {
      const snapshot = split();
      nodeSeen(snapshot, node).rules = filter(rule);
      const text = rule.replace(/^\[\S+ /, '');
      const why = explains ? `; the firewall of ${node} drops advertisements of VRRP: ${text}` : '';
      expectFail(judgedExp2(wanted, { snapshot }), SPLIT + why, BOTH);
    });
  }

  it('is explained by a rule of nft and by a policy', () => {
    const snapshot = split();
    const seen = nodeSeen(snapshot, 'lvs02');
    seen.nftRuleset =
      'table inet fw {\n\tchain in {\n\t\ttype filter hook input priority 0; policy drop;\n\t\ttcp dport 80 accept\n\t}\n}\n';
    const drops = 'the firewall of lvs02 drops advertisements of VRRP';
    expectFail(judgedExp2(wanted, { snapshot }), `${SPLIT}; ${drops}: nft, inet fw in: policy drop`, BOTH);
    seen.nftRuleset = '';
    seen.policies = [{ table: 'filter', chain: 'INPUT', policy: 'DROP' }];
    expectFail(judgedExp2(wanted, { snapshot }), `${SPLIT}; ${drops}: -P INPUT DROP`, BOTH);
  });

  it('is told by what keepalived counted, and by where unicast goes', () => {
    const snapshot = split();
    const [sender] = keepalivedOf(snapshot, 'lvs01').instances;
    const [receiver] = keepalivedOf(snapshot, 'lvs02').instances;
    if (!sender || !receiver) throw new Error('no instance was recorded');
    Object.assign(sender, { sent: 9 });
    Object.assign(receiver, { received: 0 });
    const unheard = `${SPLIT}; lvs02 received none of the 9 advertisements that lvs01 sent`;
    expectFail(judgedExp2(wanted, { snapshot }), unheard, BOTH);
    const block = (peer: string) =>
      parseKeepalivedConf(`vrrp_instance ${sender.name} {\n unicast_peer {\n  ${peer}\n }\n}\n`);
    keepalivedOf(snapshot, 'lvs01').configuration = block('192.168.0.211');
    expectFail(judgedExp2(wanted, { snapshot }), unheard, BOTH);
    keepalivedOf(snapshot, 'lvs01').configuration = block('192.168.0.221');
    expectFail(
      judgedExp2(wanted, { snapshot }),
      `${unheard}: they go to 192.168.0.221 (unicast_peer), and lvs02 has 192.168.0.211`,
      BOTH,
    );
  });

  it('fails when another has it, and says what tracking did to the master', () => {
    const snapshot = exp2With('same-priority');
    const [instance] = keepalivedOf(snapshot, 'lvs01').instances;
    if (!instance) throw new Error('no instance was recorded');
    Object.assign(instance, { priority: 150, effectivePriority: 90 });
    const held = `lvs02 has ${VIP}, expected lvs01, the master`;
    const evidence = [`lvs01 without ${VIP}`, `lvs02 eth0 ${VIP}/24`];
    const lowered = "tracking has lowered lvs01's priority from 150 to 90, and lvs02 has 150";
    expectFail(judgedExp2(wanted, { snapshot }), `${held}: ${lowered}`, evidence);
    instance.state = 'fault';
    const fault = `lvs01's instance ${instance.name} is in state FAULT: something that it tracks has failed`;
    expectFail(judgedExp2(wanted, { snapshot }), `${held}: ${fault}`, evidence);
  });

  it('fails when nobody has it', () => {
    const snapshot = exp2();
    const seen = nodeSeen(snapshot, 'lvs01');
    seen.addresses = seen.addresses.filter((one) => !isVip(one));
    expectFail(judgedExp2(wanted, { snapshot }), `none of lvs01, lvs02 has ${VIP}`, [
      `lvs01 without ${VIP}`,
      `lvs02 without ${VIP}`,
    ]);
  });

  it('fails when it is on a device that is down', () => {
    const snapshot = exp2();
    for (const link of nodeSeen(snapshot, 'lvs01').links) link.isUp = false;
    expectFail(judgedExp2(wanted, { snapshot }), `none of lvs01, lvs02 has ${VIP}`, [
      `lvs01 without ${VIP}`,
      `lvs02 without ${VIP}`,
    ]);
  });

  it('fails when another has it, as with the same priority', () => {
    expectFail(
      judgedExp2(wanted, { snapshot: exp2With('same-priority') }),
      `lvs02 has ${VIP}, expected lvs01, the master`,
      [`lvs01 without ${VIP}`, `lvs02 eth0 ${VIP}/24`],
    );
  });

  it('fails on another device', () => {
    expectFail(
      judgedExp2(wanted, { snapshot: exp2With('vip-on-lo') }),
      `lvs01 has ${VIP} on lo, expected eth0: nobody on the network is told by gratuitous ARP when it moves`,
      [`lvs01 lo ${VIP}/32`, `lvs02 without ${VIP}`],
    );
  });

  it('fails with a mask that is wider than the network', () => {
    expectFail(
      judgedExp2(wanted, { snapshot: exp2With('wide-prefix') }),
      `lvs01 has ${VIP}/16, expected /24 (or /32): it takes other networks for its own`,
      [`lvs01 eth0 ${VIP}/16`, `lvs02 without ${VIP}`],
    );
  });

  it('passes on any device and mask when the address is of no network of the lab', () => {
    const snapshot = exp2();
    for (const address of nodeSeen(snapshot, 'lvs01').addresses.filter(isVip)) {
      Object.assign(address, { address: '172.16.0.1', prefix: 16, device: 'lo' });
    }
    expectPass(judgedExp2({ ...wanted, address: '172.16.0.1' }, { snapshot }), [
      'lvs01 lo 172.16.0.1/16',
      'lvs02 without 172.16.0.1',
    ]);
  });
});
