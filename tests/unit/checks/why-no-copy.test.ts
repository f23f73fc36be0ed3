import { expect } from 'chai';
import { whyNoCopy } from '../../../src/checks/why-no-copy.ts';
import { nodeSeen, type Snapshot } from '../../../src/probes/snapshot.ts';
import { parseIptablesSave } from '../../../src/parsers/iptables-save.ts';
import { parseDaemons } from '../../../src/parsers/ipvsadm-settings.ts';
import { expectFail, judgedExp2, type WrittenCheck } from '../../helpers/judge.ts';
import { exp2 } from '../../helpers/snapshot.ts';

function withDaemons(sends: string, takes: string): Snapshot {
  const snapshot = exp2();
  for (const [node, printed] of Object.entries({ lvs01: sends, lvs02: takes })) {
    const { ipvs } = nodeSeen(snapshot, node);
    if (ipvs) ipvs.syncDaemons = parseDaemons(printed === '' ? '' : `${printed}\n`);
  }
  return snapshot;
}

const daemon = (role: string, syncId = 51): string => `${role} sync daemon (mcast=eth0, syncid=${syncId})`;
const why = (snapshot: Snapshot): string | undefined => whyNoCopy(snapshot, 'lvs01', 'lvs02')?.en;

describe('why a connection is not copied', () => {
  it('is a daemon that does not run, or in the other role', () => {
    expect(why(withDaemons('', daemon('backup')))).to.equal('lvs01 runs no sync daemon as master (it runs: none)');
    expect(why(withDaemons(daemon('master'), daemon('master')))).to.equal(
      'lvs02 runs no sync daemon as backup (it runs: master)',
    );
  });

  it('is a syncid that the backup does not take; 0 takes all', () => {
    expect(why(withDaemons(daemon('master'), daemon('backup', 52)))).to.equal(
      'lvs01 sends copies with syncid 51, and lvs02 takes only those with 52',
    );
    expect(why(withDaemons(daemon('master'), daemon('backup', 0)))).to.equal(undefined);
  });

  const rules = [
    { rule: '-A INPUT -p udp -m udp --dport 8848 -j DROP', explains: true },
    { rule: '[3:300] -A INPUT -m pkttype --pkt-type multicast -j DROP', explains: true },
    { rule: '[0:0] -A INPUT -p udp -j DROP', explains: false },
    { rule: '-A INPUT -p tcp -j DROP', explains: false },
    { rule: '-A INPUT -d 224.0.0.18/32 -j DROP', explains: false },
  ];
  for (const { rule, explains } of rules) {
    it(`${explains ? 'is' : 'is not'} ${rule}`, () => {
      const snapshot = withDaemons(daemon('master'), daemon('backup'));
      nodeSeen(snapshot, 'lvs02').rules = parseIptablesSave(`*filter\n:INPUT ACCEPT [0:0]\n${rule}\nCOMMIT\n`).rules;
      const text = rule.replace(/^\[\S+ /, '');
      const drops = `the firewall of lvs02 drops what the sync daemons say to 224.0.0.81:8848: ${text}`;
      expect(why(snapshot)).to.equal(explains ? drops : undefined);
    });
  }

  it('is told by ipvs-connection where another director has the address', () => {
    const wanted: WrittenCheck<'ipvs-connection'> = {
      kind: 'ipvs-connection',
      node: 'lvs02',
      from: 'lanclient',
      url: 'http://192.168.0.240/',
      service: { address: '192.168.0.240', port: 80 },
      source: '192.168.0.9',
    };
    const snapshot = withDaemons(daemon('master'), daemon('master'));
    expectFail(
      judgedExp2(wanted, { snapshot, observed: { requests: [], connections: [] } }),
      'the connection table of lvs02 has no entry of 192.168.0.9 for this request to TCP 192.168.0.240:80 (sources there: -); lvs02 runs no sync daemon as backup (it runs: master)',
      [],
    );
  });
});
