/** Servers that are in service in turns alone. */
import { expect } from 'chai';
import type { Finding } from '../../../src/checks/kind.ts';
import { parseTcpdump } from '../../../src/parsers/tcpdump.ts';
import { judged, type WrittenCheck } from '../../helpers/judge.ts';
import { MAC, request } from '../../helpers/wire.ts';

const URL = 'http://192.168.0.240/';
const SOURCES = 8;

const client = (index: number): string => `192.168.0.${10 + index}`;

/** @param rounds the servers of the clients of each */
function judge(sources: number, ...rounds: ('web01' | 'web02')[][]): Finding {
  const written: WrittenCheck<'distribution'> = {
    kind: 'distribution',
    from: 'lanclient',
    url: URL,
    director: 'lvs01',
    servers: ['web01', 'web02'],
    sources,
  };
  const servers = rounds.flat();
  const frames = servers.map(
    (server, index) =>
      `1795337908.489 ${MAC[server]} > ${MAC.lanclient}, ethertype IPv4 (0x0800), length 74: 192.168.0.240.80 > ${client(index)}.40000: Flags [S.], seq 7, ack 8, win 65160, length 0\n`,
  );
  const observed = {
    requests: servers.map((_, index) => request({ source: client(index) })),
    lossy: [],
    atClient: parseTcpdump(frames.join('')),
    atDirector: [],
  };
  return judged(written, { observed });
}

const all = (server: 'web01' | 'web02'): ('web01' | 'web02')[] => Array.from({ length: SOURCES }, () => server);
const both = all('web01').map((_, index) => (index % 2 === 0 ? 'web01' : 'web02'));

describe('distribution over servers in turns', () => {
  it('fails when twice one server alone served all that asked at once', () => {
    const finding = judge(SOURCES, all('web01'), both, all('web02'), both);
    expect(finding.passed).to.equal(false);
    expect('reason' in finding && finding.reason.en).to.equal(
      '2 times 8 new clients asked at once and one server alone served all of them: the others were out of service',
    );
  });

  it('passes when that happens once, as it may by chance, or with few clients', () => {
    expect(judge(SOURCES, all('web01'), both, both, both).passed).to.equal(true);
    expect(judge(4, all('web01').slice(4), all('web02').slice(4)).passed).to.equal(true);
  });
});
