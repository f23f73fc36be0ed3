import { expect } from 'chai';
import type { Finding } from '../../../src/checks/kind.ts';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { Probes, RepliesSeen } from '../../../src/probes/probes.ts';
import type { RouteAnswer } from '../../../src/probes/results.ts';
import { parseTcpdump } from '../../../src/parsers/tcpdump.ts';
import { checkOf, expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { MAC } from '../../helpers/wire.ts';

const wanted: WrittenCheck<'reply-way'> = {
  kind: 'reply-way',
  node: 'web01',
  from: 'lanclient',
  clients: 'wanclient',
  url: 'http://192.168.0.223:8080/',
  via: 'lvs01',
};

const [ONE, TWO] = ['192.168.200.7', '192.168.200.90'] as const;
const answer = (client: string, mac: string, flags = 'S.'): string =>
  `1795337908.489 ${MAC.web01} > ${mac}, ethertype IPv4 (0x0800), length 74: 192.168.0.223.8080 > ${client}.20000: Flags [${flags}], seq 7, win 65160, length 0\n`;
const NO_WAY: Omit<RouteAnswer, 'address'> = { type: undefined, via: undefined, device: undefined };
const THROUGH = (via: string | undefined): Omit<RouteAnswer, 'address'> => ({ type: 'unicast', via, device: 'eth0' });

function judge(lines: string[], routes: Omit<RouteAnswer, 'address'>[] = [NO_WAY, NO_WAY]): Finding {
  const sources = [ONE, TWO];
  const observed: RepliesSeen = {
    sources,
    frames: parseTcpdump(lines.join('')),
    routes: routes.map((one, index) => ({ address: sources[index] ?? '', ...one })),
  };
  return judged(wanted, { observed });
}
const to = (client: string, name: string): string => `web01 answered ${client} in frames to ${name}`;
const nothing = (client: string, way: string): string => `web01 answered ${client} nothing; its kernel has: ${way}`;

describe('reply-way', () => {
  it('passes when the answers go to the machine, whatever the kernel says of routes', () => {
    expectPass(judge([answer(ONE, MAC.lvs01), answer(TWO, MAC.lvs01, 'R.')]), [to(ONE, 'lvs01'), to(TWO, 'lvs01')]);
  });

  it('fails when one answer goes to another machine', () => {
    expectFail(
      judge([answer(ONE, MAC.lvs01), answer(TWO, MAC.gateway)], [THROUGH('192.168.0.210'), THROUGH('192.168.0.210')]),
      `web01 sends its answers to ${TWO} to gateway, expected lvs01`,
      [to(ONE, 'lvs01'), to(TWO, 'gateway')],
    );
  });

  it('asks the kernel about a machine that answers nothing', () => {
    expectPass(judge([], [THROUGH('192.168.0.210'), THROUGH('192.168.0.210')]), [
      nothing(ONE, '192.168.0.210'),
      nothing(TWO, '192.168.0.210'),
    ]);
    expectFail(
      judge([], [THROUGH('192.168.0.210'), THROUGH('192.168.0.100')]),
      `web01 sends its answers to ${TWO} to 192.168.0.100, expected lvs01`,
      [nothing(ONE, '192.168.0.210'), nothing(TWO, '192.168.0.100')],
    );
    expectFail(
      judge([], [THROUGH(undefined), NO_WAY]),
      `web01 sends its answers to ${ONE} to nobody, straight on eth0, expected lvs01`,
      [nothing(ONE, 'nobody, straight on eth0'), nothing(TWO, 'no way')],
    );
    expectFail(judge([]), `web01 has no way to answer ${ONE}, expected lvs01`, [
      nothing(ONE, 'no way'),
      nothing(TWO, 'no way'),
    ]);
  });

  it('asks for what its parameters say', async () => {
    const asked: unknown[] = [];
    const replies: Probes['replies'] = async (request) => {
      asked.push(request);
      return { sources: [], frames: [], routes: [] };
    };
    const check = checkOf(wanted);
    await kindOf(check).observe?.(check, { replies } as Probes);
    expect(asked).to.deep.equal([
      { node: 'web01', from: 'lanclient', clients: 'wanclient', address: '192.168.0.223', port: 8080 },
    ]);
    const nodes = kindOf(check).nodes(check);
    expect(nodes.map(({ node }) => node)).to.deep.equal(['web01', 'lanclient', 'wanclient', 'lvs01']);
  });
});
