import { parseArping } from '../../../src/parsers/arping.ts';
import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { solvedWith } from '../../helpers/snapshot.ts';
import { MAC } from '../../helpers/wire.ts';

const VIP = '192.168.0.240';
const wanted: WrittenCheck = { kind: 'arp-owner', from: 'lanclient', address: VIP, owner: 'lvs01' };

/** @param macs who answered, in order, as arping prints it */
const answers = (...macs: string[]) => ({
  observed: parseArping(
    [
      `ARPING ${VIP}`,
      ...macs.map((mac, index) => `42 bytes from ${mac} (${VIP}): index=${index} time=206.336 usec`),
      '',
      `--- ${VIP} statistics ---`,
      `3 packets transmitted, ${macs.length} packets received,   0% unanswered (0 extra)`,
      '',
    ].join('\n'),
  ),
});

const line = (mac: string, name: string): string => `lanclient: who has ${VIP}? ${mac} (${name})`;
const web01Loud = solvedWith('web01', (seen) => {
  seen.sysctls['net.ipv4.conf.all.arp_ignore'] = '0';
});

describe('arp-owner', () => {
  it('passes when the owner alone answers each request', () => {
    expectPass(judged(wanted, answers(MAC.lvs01, MAC.lvs01, MAC.lvs01)), [line(MAC.lvs01, 'lvs01')]);
  });

  it('fails when nobody answers', () => {
    expectFail(judged(wanted, answers()), `nobody answers ARP for ${VIP}; lvs01 should`, []);
  });

  it('fails when a real server answers too, and shows its arp_ignore', () => {
    expectFail(
      judged(wanted, { ...answers(MAC.lvs01, MAC.web01, MAC.lvs01, MAC.web01), snapshot: web01Loud }),
      `web01 also answers ARP for ${VIP}; only lvs01 may`,
      [line(MAC.lvs01, 'lvs01'), line(MAC.web01, 'web01'), 'web01 arp_ignore on eth0 (larger of all and eth0) = 0'],
    );
  });

  describe('where nobody may answer', () => {
    const nobody: WrittenCheck = { kind: 'arp-owner', from: 'lanclient', address: VIP, network: 'lan' };

    it('passes when nobody does', () => {
      expectPass(judged(nobody, answers()), [`lanclient: who has ${VIP}? nobody`]);
    });

    it('fails when somebody does, and names it', () => {
      const finding = judged(nobody, { ...answers(MAC.web01), snapshot: web01Loud });
      expectFail(finding, `web01 answers ARP for ${VIP}; nobody may`, finding.evidence);
    });
  });

  it('fails when only others answer', () => {
    expectFail(
      judged(wanted, { ...answers(MAC.web01, MAC.web02), snapshot: web01Loud }),
      `web01, web02 also answers ARP for ${VIP}; only lvs01 may`,
      [
        line(MAC.web01, 'web01'),
        line(MAC.web02, 'web02'),
        'web01 arp_ignore on eth0 (larger of all and eth0) = 0',
        'web02 arp_ignore on eth0 (larger of all and eth0) = 1',
      ],
    );
  });

  it('fails when somebody answers who is no node of the lab', () => {
    expectFail(
      judged(wanted, answers(MAC.lvs01, MAC.stranger)),
      `${MAC.stranger} also answers ARP for ${VIP}; only lvs01 may`,
      [line(MAC.lvs01, 'lvs01'), line(MAC.stranger, '?')],
    );
  });
});
