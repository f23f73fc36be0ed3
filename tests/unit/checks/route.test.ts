import { expect } from 'chai';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { Finding } from '../../../src/checks/kind.ts';
import type { Probes } from '../../../src/probes/probes.ts';
import type { RouteAnswer } from '../../../src/probes/results.ts';
import { checkOf, expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';

const VIP = '192.168.0.240';
const outward: WrittenCheck<'route'> = {
  kind: 'route',
  node: 'web01',
  destination: '192.168.200.0/30',
  source: VIP,
  via: '192.168.0.100',
};

const GATEWAY = { type: 'unicast', via: '192.168.0.100', device: 'eth0' };
const DIRECTOR = { ...GATEWAY, via: '192.168.0.210' };
const NONE = { type: undefined, via: undefined, device: undefined };

const answers = (...ways: Omit<RouteAnswer, 'address'>[]): RouteAnswer[] =>
  ways.map((way, index) => ({ address: `192.168.200.${index + 1}`, ...way }));

const judge = (observed: RouteAnswer[], change: Partial<typeof outward> = {}): Finding =>
  judged({ ...outward, ...change }, { observed });

const line = (to: string, way: string): string => `web01 from ${VIP} to 192.168.200.${to}: ${way}`;
const TWO = '1-192.168.200.2';
const STRAIGHT = 'via 192.168.0.100 dev eth0';

/** What a check asks the kernel. */
async function asked(written: WrittenCheck<'route'>): Promise<{ source: string | undefined; addresses: string[] }> {
  const seen: { source: string | undefined; addresses: string[] }[] = [];
  const routes: Probes['routes'] = async (_node, source, addresses) => {
    seen.push({ source, addresses });
    return [];
  };
  const check = checkOf(written);
  await kindOf(check).observe?.(check, { routes } as Probes);
  return seen[0] ?? expect.fail('nothing was asked');
}

describe('route', () => {
  it('passes when every address is reached through the router', () => {
    expectPass(judge(answers(GATEWAY, GATEWAY)), [line(TWO, STRAIGHT)]);
  });

  it('does not ask through which device', () => {
    const tun = { ...GATEWAY, device: 'tun0' };
    expectPass(judge(answers(GATEWAY, tun)), [line('1', STRAIGHT), line('2', 'via 192.168.0.100 dev tun0')]);
  });

  const wrong = [
    { description: 'another router', way: DIRECTOR, seen: '192.168.0.210', shown: 'via 192.168.0.210 dev eth0' },
    { description: 'no way', way: NONE, seen: 'no way', shown: 'no way' },
    {
      description: 'a device without a router',
      way: { ...GATEWAY, via: undefined },
      seen: 'no router, on eth0',
      shown: 'no router, on eth0',
    },
    {
      description: 'the node itself',
      way: { type: 'local', via: undefined, device: 'lo' },
      seen: 'its own (local)',
      shown: 'its own (local)',
    },
  ];
  for (const { description, way, seen, shown } of wrong) {
    it(`fails with ${description}, for a single address already`, () => {
      expectFail(
        judge(answers(GATEWAY, way)),
        `web01 sends packets to 192.168.200.2 through ${seen}, expected 192.168.0.100`,
        [line('1', STRAIGHT), line('2', shown)],
      );
    });
  }

  it('passes without a way where there must be none, and fails with one', () => {
    expectPass(judge(answers(NONE, NONE), { via: null }), [line(TWO, 'no way')]);
    expectFail(
      judge(answers(NONE, GATEWAY), { via: null }),
      'web01 sends packets to 192.168.200.2 through 192.168.0.100, expected no way',
      [line('1', 'no way'), line('2', STRAIGHT)],
    );
  });

  it('asks for every host of a subnet, from its source', async () => {
    const { source, addresses } = await asked({ ...outward, destination: '192.168.200.0/24' });
    expect(source).to.equal(VIP);
    expect(addresses).to.have.length(254);
    expect(addresses).to.include.members(['192.168.200.1', '192.168.200.200', '192.168.200.254']);
  });

  it('asks for a single address', async () => {
    expect((await asked({ ...outward, destination: '10.0.0.7' })).addresses).to.deep.equal(['10.0.0.7']);
  });

  it('asks all over the internet by default, and for no address that nobody can have', async () => {
    const { source, addresses } = await asked({ kind: 'route', node: 'web01', via: '192.168.0.100' });
    expect(source).to.equal(undefined);
    const first = addresses.map((one) => Number(one.split('.')[0]));
    expect(Math.min(...first)).to.be.within(1, 3);
    expect(Math.max(...first)).to.be.within(221, 223);
    expect(first).to.not.include(127);
    expect(first.filter((octet) => octet < 128)).to.have.length.greaterThan(100);
    expect(first.filter((octet) => octet >= 128)).to.have.length.greaterThan(80);
  });
});
