import { expect } from 'chai';
import { parseRate, parseStats } from '../../../src/parsers/ipvsadm-counters.ts';
import { parseErrorOf, recorded } from './recordings.ts';

const TITLE = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
  -> RemoteAddress:Port
`;

describe('parseStats', () => {
  it('gives no rows when nothing was printed', () => {
    expect(parseStats('')).to.deep.equal([]);
  });

  it('gives the row of a service no destination', () => {
    expect(parseStats(recorded('stats-exact'))[0]).to.deep.equal({
      service: 'TCP 192.168.0.224:80',
      destination: undefined,
      connections: 13,
      packetsIn: 67,
      packetsOut: 1,
      bytesIn: 4374,
      bytesOut: 40,
    });
  });

  it('counts in a service what went to a destination that is gone', () => {
    const [service, ...destinations] = parseStats(recorded('stats-exact')).filter(
      (row) => row.service === 'TCP 192.168.0.224:80',
    );
    expect(service?.connections).to.equal(13);
    expect(destinations.map(({ connections }) => connections)).to.deep.equal([2, 10]);
  });

  it('differs from --exact by less than what a suffix hides', () => {
    const [rounded, exact] = ['stats-suffixes', 'stats-exact'].map((name) =>
      parseStats(recorded(name)).map(({ bytesIn }) => bytesIn),
    );
    expect(rounded).to.include.members([157_745_000, 1_156_000_000]);
    expect(exact).to.include.members([157_745_524, 1_156_928_272]);
  });

  const suffixes = [
    { printed: '99999999', value: 99_999_999 },
    { printed: '100000K', value: 100_000_000 },
    { printed: '1000M', value: 1_000_000_000 },
    { printed: '100G', value: 100_000_000_000 },
    { printed: '100T', value: 100_000_000_000_000 },
  ];
  for (const { printed, value } of suffixes) {
    it(`reads that ${printed} is ${value}`, () => {
      const row = `TCP  192.168.0.224:80  1        2        3 ${printed}        5\n`;
      expect(parseStats(TITLE + row)[0]?.bytesIn).to.equal(value);
    });
  }

  const malformed = [
    { description: 'a column too few', row: 'TCP  192.168.0.224:80 1 2 3 4' },
    { description: 'a column too many', row: 'TCP  192.168.0.224:80 1 2 3 4 5 6' },
    { description: 'an unknown suffix', row: 'TCP  192.168.0.224:80 1 2 3 4P 5' },
    { description: 'a scheduler, as without --stats', row: 'TCP  192.168.0.224:80 wlc' },
    { description: 'a destination before any service', row: '-> 192.168.0.221:80 1 2 3 4 5' },
    { description: 'no address', row: 'FWM' },
  ];
  for (const { description, row } of malformed) {
    it(`refuses a row with ${description}`, () => {
      const error = parseErrorOf(() => parseStats(`${TITLE}${row}\n`));
      expect(error).to.include({ what: 'a row of ipvsadm -Ln --stats', line: 4, text: row });
    });
  }

  it('refuses rates', () => {
    expect(parseErrorOf(() => parseStats(recorded('rate'))).line).to.equal(2);
  });
});

describe('parseRate', () => {
  it('gives no rows when nothing was printed', () => {
    expect(parseRate('')).to.deep.equal([]);
  });

  it('finds the rates of a transfer under way', () => {
    expect(parseRate(recorded('rate'))).to.deep.include({
      service: 'TCP 192.168.0.224:5002',
      destination: '192.168.0.221:5002',
      connectionsPerSecond: 0,
      packetsInPerSecond: 3045,
      packetsOutPerSecond: 1595,
      bytesInPerSecond: 52_623_713,
      bytesOutPerSecond: 82_946,
    });
  });

  it('refuses totals', () => {
    const error = parseErrorOf(() => parseRate(recorded('stats-exact')));
    expect(error).to.include({ what: 'a row of ipvsadm -Ln --rate', line: 2 });
  });
});
