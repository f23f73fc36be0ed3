/** Rules of routers and directors that are named by what they were seen to do. */
import { expect } from 'chai';
import type { Request } from '../../../src/lab/checks/common.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import { gatewayDnat } from '../../../src/diagnosis/hops/gateway-dnat.ts';
import { brokenIn, changed, FROM_LAN, FROM_WAN, sightOf } from '../../helpers/cause.ts';
import { along, followedAs, RST, ruled, SYN, SYN_ACK, withTrails } from '../../helpers/follow.ts';
import { checkOf, LAB } from '../../helpers/judge.ts';
import { request as answered } from '../../helpers/wire.ts';

describe('a router that does not translate a source', () => {
  const outward: Request = { from: 'lanclient', address: '192.168.200.200', protocol: 'tcp', port: 80 };
  const syn = SYN.replace('192.168.0.240.80', '192.168.200.200.80');
  const NO_TRACK = '-A PREROUTING -i eth0 -j CT --notrack';
  const hop = (frames: Parameters<typeof withTrails>[0]['frames'], counted = 0): string | undefined => {
    const looks = { gateway: ruled('raw', `[0:0] ${NO_TRACK}`) };
    const after = { gateway: ruled('raw', `[${counted}:60] ${NO_TRACK}`) };
    const broken = brokenIn({ request: outward, ...withTrails({ frames, looks, after }, { request: outward }) });
    return broken && `${broken.hop} ${broken.node}: ${broken.seen.en}`;
  };

  it('is named where the packet left it as it came, with the rule that keeps it from connection tracking', () => {
    const frames = along(syn, 'lanclient', 'gateway', 'stranger');
    expect(hop(frames)).to.equal(
      'gateway-snat gateway: gateway lets out what comes from 192.168.0.220 with that source',
    );
    expect(hop(frames, 3)).to.equal(
      `gateway-snat gateway: gateway lets out what comes from 192.168.0.220 with that source: -t raw ${NO_TRACK}`,
    );
  });

  it('is not where it left with the address that the lab gives', () => {
    const translated = along(syn.replace('192.168.0.220', '192.168.200.100'), 'gateway', 'stranger');
    expect(hop([...along(syn, 'lanclient', 'gateway'), ...translated])).to.not.match(/^gateway-snat/);
  });
});

const work = (mark: number): Lab['checks'][number] =>
  checkOf({
    kind: 'scheduler',
    director: 'lvs01',
    from: 'lanclient',
    vips: ['192.168.0.240'],
    mark,
    work: '1>1',
    scheduler: 'rr',
    servers: [{ address: '192.168.0.223', weight: 1 }],
  });

describe('a gateway whose rule takes some clients', () => {
  const outer = '192.168.200.100';
  const syn = SYN.replace('192.168.0.240', outer).replace('192.168.0.220', '192.168.200.200');
  const rst = RST.replace('192.168.0.240', outer).replace('192.168.0.220', '192.168.200.200');
  const hop = (answer: string): string | undefined => {
    const frames = [...along(syn, 'stranger', 'gateway'), ...along(answer, 'gateway', 'stranger')];
    const snapshot = changed({});
    const trails = withTrails({ frames: along(SYN, 'lanclient', 'lvs01') }).trails?.map((trail) => {
      const [first] = trail.there;
      if (!first) throw new Error('no trail');
      const destination = { address: outer, port: 80 };
      const there = [{ ...first, from: 'wanclient', to: 'gateway', packet: { ...first.packet, destination } }];
      const last = { node: 'gateway', stage: 'request' as const };
      return { ...trail, source: '192.168.200.7', there, last, refusedBy: answer === rst ? 'gateway' : undefined };
    });
    const broken = gatewayDnat(sightOf({ request: FROM_WAN, snapshot, followed: followedAs({ frames }), trails }));
    return broken && `${broken.node}: ${broken.seen.en}`;
  };

  it('is named where it refused a request that should have been led on', () => {
    expect(hop(rst)).to.match(
      /^gateway: no DNAT rule on gateway took the request of 192\.168\.200\.7 to 192\.168\.200\.100, and gateway refused it itself: there is -A PREROUTING/,
    );
  });

  it('is not where nothing was refused', () => {
    expect(hop(syn)).to.equal(undefined);
  });
});

describe('a rule that gives a request the mark of another service', () => {
  const MARK = '-A PREROUTING -p tcp -m tcp --dport 80 -j MARK --set-xmark';
  const lab: Lab = { ...LAB, checks: [work(7), work(9)] };
  const request: Request = { ...FROM_LAN, mark: 7 };
  const snapshot = changed({
    lvs01: (seen) =>
      seen.ipvs?.services.forEach((one) => Object.assign(one, { protocol: 'fwm', mark: 7, address: '', port: 0 })),
  });
  const hop = (...marks: number[]): string | undefined => {
    const rules = (count: number): ReturnType<typeof ruled> =>
      ruled('mangle', ...marks.map((mark) => `[${count}:60] ${MARK} ${mark}`));
    const frames = [...along(SYN, 'lanclient', 'lvs01', 'web01'), ...along(SYN_ACK, 'web01', 'lanclient')];
    const change = { frames, looks: { lvs01: rules(0) }, after: { lvs01: rules(2) }, result: answered() };
    const broken = brokenIn({ lab, request, snapshot, ...withTrails(change, { lab, request, snapshot }) });
    return broken && `${broken.hop} ${broken.node}: ${broken.seen.en}`;
  };

  it('is named when it is the last one, though the request was answered', () => {
    expect(hop(7, 9)).to.match(
      /^firewall-mark lvs01: a rule on lvs01 gives the request the mark 9, and its service goes by the mark 7/,
    );
  });

  it('is not when the right mark comes last, or when no service of the lab has it', () => {
    expect(hop(9, 7)).to.equal(undefined);
    expect(hop(7, 11)).to.equal(undefined);
  });
});
