import { expect } from 'chai';
import { nodeFrom, ObserverGarbled, PartReader } from '../../../src/live/parts.ts';

const part = (name: string, text: string): string => `part ${name} ${Buffer.byteLength(text)}\n${text}`;

describe('the output of an observer', () => {
  it('is parts, complete with the word behind them', () => {
    const reader = new PartReader();
    expect(reader.take(Buffer.from(`${part('addresses', '[]')}${part('nft', 'look\npart x 1\n')}`))).to.equal(false);
    expect(reader.take(Buffer.from('look\n'))).to.equal(true);
    expect(Object.fromEntries(reader.parts)).to.deep.equal({ addresses: '[]', nft: 'look\npart x 1\n' });
  });

  it('may come in any pieces, also within a character', () => {
    const output = Buffer.from(`${part('keepalived-conf', '# 注释\n')}look\n${part('nft', '')}look\n`);
    for (let size = 1; size < output.length; size += 1) {
      const reader = new PartReader();
      let looks = 0;
      for (let at = 0; at < output.length; at += size) if (reader.take(output.subarray(at, at + size))) looks += 1;
      expect(looks, `pieces of ${size}`).to.be.greaterThan(0);
      expect(reader.parts.get('keepalived-conf')).to.equal('# 注释\n');
    }
  });

  it('replaces a part by the one that comes later', () => {
    const reader = new PartReader();
    reader.take(Buffer.from(`${part('nft', 'a')}look\n${part('nft', '')}look\n`));
    expect(reader.parts.get('nft')).to.equal('');
  });

  for (const [what, text] of [
    ['another word', 'sh: not found\n'],
    ['a line without an end', 'x'.repeat(200)],
    ['a part without a length', 'part nft\n'],
    ['a part that is too long', 'part nft 99999999\n'],
    ['a name that is none', 'part ../x 1\nx'],
  ] as const) {
    it(`is refused with ${what}`, () => {
      expect(() => new PartReader().take(Buffer.from(text))).to.throw(ObserverGarbled);
    });
  }

  const NOTHING = {
    addresses: '[]',
    routes: '[]',
    neighbours: '[]',
    sysctls: '',
    services: 'none',
    nft: '',
    rules: '',
  };

  it('of a node without ip_vs and keepalived has neither', () => {
    const { snapshot, stats } = nodeFrom(new Map(Object.entries(NOTHING)));
    expect(snapshot.ipvs).to.equal(undefined);
    expect(snapshot.keepalived).to.equal(undefined);
    expect(stats).to.deep.equal([]);
  });

  it('of a node whose keepalived was removed has none any more', () => {
    const gone = { 'keepalived-file': '', 'keepalived-conf': '', 'keepalived-test': '', 'keepalived-pid': '' };
    expect(nodeFrom(new Map(Object.entries({ ...NOTHING, ...gone }))).snapshot.keepalived).to.equal(undefined);
  });

  it('has the table of IPVS with its counters', () => {
    const services = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  192.168.0.240:80 rr persistent 20
  -> 192.168.0.223:80             Route   1      0          3
`;
    const stats = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
  -> RemoteAddress:Port
TCP  192.168.0.240:80                    8       48        0     3184        0
  -> 192.168.0.223:80                    4       24        0     1592        0
`;
    const timeouts = 'Timeout (tcp tcpfin udp): 30 5 60\n';
    const seen = nodeFrom(new Map(Object.entries({ ...NOTHING, services, stats, timeouts, daemons: '' })));
    expect(seen.snapshot.ipvs?.timeouts).to.deep.equal({ tcpSeconds: 30, tcpFinSeconds: 5, udpSeconds: 60 });
    expect(seen.snapshot.ipvs?.services[0]?.destinations[0]).to.include({
      address: '192.168.0.223',
      inactiveConnections: 3,
    });
    expect(seen.stats.map(({ connections }) => connections)).to.deep.equal([8, 4]);
  });
});
