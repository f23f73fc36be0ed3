import { expect } from 'chai';
import type { Finding } from '../../../src/checks/kind.ts';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { Delivery, Probes } from '../../../src/probes/probes.ts';
import type { Snapshot } from '../../../src/probes/snapshot.ts';
import { parseTcpdump } from '../../../src/parsers/tcpdump.ts';
import { checkOf, expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { solvedWith, takeAddress } from '../../helpers/snapshot.ts';
import { MAC, noResponse, request } from '../../helpers/wire.ts';

const VIP = '192.168.0.240';
const URL = `http://${VIP}/`;
const wanted: WrittenCheck<'acceptance'> = { kind: 'acceptance', node: 'web01', from: 'lanclient', url: URL };

const frame = (macs: [string, string], ends: [string, string], flags: string): string =>
  `1795337908.489 ${macs.join(' > ')}, ethertype IPv4 (0x0800), length 74: ${ends.join(' > ')}: Flags [${flags}], seq 7, win 65160, length 0\n`;
const ASKS = frame([MAC.lanclient, MAC.web01], ['192.168.0.220.20000', `${VIP}.80`], 'S');
const answer = (mac: string, flags = 'S.'): string =>
  frame([mac, MAC.lanclient], [`${VIP}.80`, '192.168.0.220.20000'], flags);

const seen = (...lines: string[]): Delivery => ({
  request: request(),
  frames: parseTcpdump([ASKS, ...lines].join('')),
});
const judge = (observed: Delivery, snapshot?: Snapshot): Finding =>
  judged(wanted, { observed, ...(snapshot && { snapshot }) });

const ASKED = `lanclient: curl ${URL} -> 200 192.168.0.223 bbs (3 ms), in frames to web01`;
const sent = (answers: number, passedOn = 0): string =>
  `web01 sent ${answers} frames in the name of ${VIP}, and passed ${passedOn} on`;
const withoutVip = solvedWith('web01', (node) => takeAddress(node, VIP));

describe('acceptance', () => {
  it('passes when the node answers in the name of the address', () => {
    expectPass(judge(seen(answer(MAC.web01), answer(MAC.web01, 'P.'))), [ASKED, sent(2)]);
  });

  it('passes without the address too, as with REDIRECT: the answer counts', () => {
    expectPass(judge(seen(answer(MAC.web01)), withoutVip), [ASKED, sent(1)]);
  });

  it('passes when nobody listens there: who refuses has taken the packet', () => {
    const refused = { ...seen(answer(MAC.web01, 'R.')), request: noResponse(7) };
    expectPass(judge(refused), [`lanclient: curl ${URL} -> exit 7 (3 ms), in frames to web01`, sent(1)]);
  });

  it('fails without an answer, and says why where that can be seen', () => {
    const silent = { ...seen(), request: noResponse(28) };
    const evidence = [`lanclient: curl ${URL} -> exit 28 (3 ms), in frames to web01`, sent(0)];
    const reason = `web01 does not answer packets for ${VIP} that come to it`;
    const addresses = ['web01 lo 127.0.0.1/8', 'web01 eth0 192.168.0.223/24'];
    expectFail(judge(silent, withoutVip), `${reason}; web01 has no interface with ${VIP}`, [...evidence, ...addresses]);
    const held = judge(silent);
    expectFail(held, reason, [...evidence, `web01 lo ${VIP}/0`]);
  });

  it('passes when the answer takes another way back than the request came', () => {
    const detour = frame([MAC.web01, MAC.gateway], [`${VIP}.80`, '192.168.0.220.20000'], 'S.');
    expectPass(judge(seen(detour)), [ASKED, sent(1)]);
  });

  it('fails when the node passes the packet on, whoever answers then', () => {
    const passed = frame([MAC.web01, MAC.lvs01], ['192.168.0.220.20000', `${VIP}.80`], 'S');
    expectFail(
      judge(seen(passed, answer(MAC.web02)), withoutVip),
      `web01 passes packets for ${VIP} that come to it on to lvs01; web01 has no interface with ${VIP}`,
      [ASKED, sent(0, 1)],
    );
  });

  it('asks for what its parameters say', async () => {
    const asked: string[][] = [];
    const deliver: Probes['deliver'] = async (...words) => {
      asked.push(words);
      return seen();
    };
    const check = checkOf(wanted);
    await kindOf(check).observe?.(check, { deliver } as Probes);
    expect(asked).to.deep.equal([['lanclient', 'web01', URL]]);
    expect(
      kindOf(check)
        .nodes(check)
        .map(({ node }) => node),
    ).to.deep.equal(['web01', 'lanclient']);
  });
});
