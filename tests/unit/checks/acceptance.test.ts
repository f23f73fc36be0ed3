import { expect } from 'chai';
import type { Finding } from '../../../src/checks/kind.ts';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { Delivery, Probes, WireResult } from '../../../src/probes/probes.ts';
import type { HttpResult } from '../../../src/probes/http-result.ts';
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

const onWire = (requests: HttpResult[], director: string[], client: string[]): WireResult => ({
  requests,
  lossy: [],
  atDirector: parseTcpdump(director.join('')),
  atClient: parseTcpdump(client.join('')),
});

describe('acceptance through a tunnel', () => {
  const RIP = '192.168.100.223';
  const tunnelled: WrittenCheck<'acceptance'> = { ...wanted, tunnel: { director: 'lvs01', address: RIP } };
  /** A SYN of the client, wrapped up by the director. */
  const wrapped = (client: string, to = RIP): string =>
    `1795337908.489 ${MAC.lvs01} > ${MAC.gateway}, ethertype IPv4 (0x0800), length 94: 192.168.0.210 > ${to}: ${client}.20000 > ${VIP}.80: Flags [S], seq 7, win 65160, length 0\n`;
  const replied = (client: string, flags: string): string =>
    frame([MAC.gateway, MAC.lanclient], [`${VIP}.80`, `${client}.20000`], flags);
  const [one, other] = ['192.168.0.17', '192.168.0.18'];
  const asks = [request({ source: one }), request({ source: other })];
  const SUCH = `lvs01 sent web01 the requests of 2 clients in packets of their own, such as 192.168.0.210 > ${RIP} around ${one}:20000 > ${VIP}:80`;
  const answers = (count: number): string => `${count} of them were answered in the name of ${VIP}`;

  it('passes when all that were sent there are answered, also by a refusal', () => {
    const wired = onWire(asks, [wrapped(one), wrapped(other)], [replied(one, 'S.'), replied(other, 'R.')]);
    expectPass(judged(tunnelled, { observed: wired }), [SUCH, answers(2)]);
  });

  it('does not ask for those that were sent to another server', () => {
    const wired = onWire(asks, [wrapped(one), wrapped(other, '192.168.100.224')], [replied(one, 'S.')]);
    expect(judged(tunnelled, { observed: wired }).passed).to.equal(true);
  });

  it('fails when one gets no answer', () => {
    const wired = onWire(asks, [wrapped(one), wrapped(other)], [replied(one, 'S.')]);
    const reason = `1 of 2 requests for ${VIP} that lvs01 sent to web01 through a tunnel got no answer`;
    expectFail(judged(tunnelled, { observed: wired }), reason, [SUCH, answers(1)]);
  });

  it('fails when none was sent there', () => {
    const wired = onWire(asks, [wrapped(one, '192.168.100.224')], [replied(one, 'S.')]);
    const reason = `no request for ${VIP} reached web01 through a tunnel: lvs01 sent it none`;
    const finding = judged(tunnelled, { observed: wired });
    expectFail(finding, reason, finding.evidence);
  });

  it('asks from new clients until the node has had its turn, and is followed when it fails', async () => {
    const check = checkOf(tunnelled);
    let rounds = 0;
    const wire = async (): Promise<WireResult> => {
      rounds += 1;
      return onWire([request({ source: one, exitCode: 28 })], rounds < 3 ? [] : [wrapped(one)], []);
    };
    await kindOf(check).observe?.(check, { wire } as unknown as Probes);
    expect(rounds).to.equal(3);
    expect(kindOf(check).request?.(check)).to.deep.include({ from: 'lanclient', address: VIP, port: 80 });
    expect(kindOf(check).nodes(check)).to.deep.include({ path: ['tunnel', 'director'], node: 'lvs01' });
  });
});

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
