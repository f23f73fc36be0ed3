import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { blank } from '../../helpers/snapshot.ts';
import { wire, without } from '../../helpers/wire.ts';

const VIP = '192.168.0.240';
const wanted: WrittenCheck = {
  kind: 'arp-announce',
  from: 'lanclient',
  url: `http://${VIP}/`,
  director: 'lvs01',
  servers: ['web01', 'web02'],
};

/** The recorded frames, with real servers that ask in the name of the VIP. */
const loud = (...addresses: string[]) =>
  wire({
    client: (text) => addresses.reduce((all, address) => all.replaceAll(`tell ${address},`, `tell ${VIP},`), text),
  });

describe('arp-announce', () => {
  it('passes on the recorded frames', () => {
    expectPass(judged(wanted, { observed: wire() }), [
      'web02: who has 192.168.0.130, tell 192.168.0.224',
      'web01: who has 192.168.0.131, tell 192.168.0.223',
    ]);
  });

  it('fails when one real server asks in the name of the VIP', () => {
    expectFail(
      judged(wanted, { snapshot: blank(), observed: loud('192.168.0.224') }),
      `web02 asks by ARP in the name of ${VIP}: whoever hears it takes the VIP for web02`,
      [
        `web02: who has 192.168.0.130, tell ${VIP}`,
        'web01: who has 192.168.0.131, tell 192.168.0.223',
        'web02 net.ipv4.conf.all.arp_announce = 0',
      ],
    );
  });

  it('fails when both do', () => {
    expectFail(
      judged(wanted, { snapshot: blank(), observed: loud('192.168.0.223', '192.168.0.224') }),
      `web01, web02 asks by ARP in the name of ${VIP}: whoever hears it takes the VIP for web01, web02`,
      [
        `web02: who has 192.168.0.130, tell ${VIP}`,
        `web01: who has 192.168.0.131, tell ${VIP}`,
        'web01 net.ipv4.conf.all.arp_announce = 0',
        'web02 net.ipv4.conf.all.arp_announce = 0',
      ],
    );
  });

  it('fails when nobody asked, because then nothing was seen', () => {
    expectFail(
      judged(wanted, { observed: wire({ client: without(/who-has/) }) }),
      'no real server asked lanclient by ARP, so how they ask could not be seen',
      [],
    );
  });

  it('takes no notice of the director, which may ask in the name of the VIP', () => {
    const asked = '1795337908.488300 02:42:c0:a8:00:d2 > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: ';
    const client = (text: string): string => `${asked}Request who-has 192.168.0.130 tell ${VIP}, length 28\n${text}`;
    expectPass(judged(wanted, { observed: wire({ client }) }), [
      'web02: who has 192.168.0.130, tell 192.168.0.224',
      'web01: who has 192.168.0.131, tell 192.168.0.223',
    ]);
  });
});
