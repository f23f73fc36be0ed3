import { expect } from 'chai';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { Probes } from '../../../src/probes/probes.ts';
import type { Frame } from '../../../src/parsers/tcpdump.ts';
import { checkOf, expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';

const wanted: WrittenCheck<'arrivals'> = { kind: 'arrivals', address: '192.168.0.240', servers: ['web01', 'web02'] };

const frame = {} as Frame;
const seen = (...counts: number[]): { observed: Frame[][] } => ({
  observed: counts.map((count) => Array.from({ length: count }, () => frame)),
});
const shown = (web01: number, web02: number): string[] =>
  [web01, web02].map((count, index) => `web0${index + 1} got ${count} of ${web01 + web02} requests within 2 s`);

describe('arrivals', () => {
  for (const [web01, web02] of [
    [20, 20],
    [12, 28],
    [28, 12],
    [10, 10],
  ] as const) {
    it(`passes with ${web01} and ${web02}`, () => {
      expectPass(judged(wanted, seen(web01, web02)), shown(web01, web02));
    });
  }

  it('fails when one server gets nothing, or too little', () => {
    expectFail(judged(wanted, seen(0, 40)), 'web01 got 0 of 40 requests, expected 30 % at least', shown(0, 40));
    expectFail(judged(wanted, seen(29, 11)), 'web02 got 11 of 40 requests, expected 30 % at least', shown(29, 11));
  });

  it('fails when hardly anything arrives', () => {
    const reason = '19 requests for 192.168.0.240:80 arrived within 2 s, expected 20 at least';
    expectFail(judged(wanted, seen(10, 9)), reason, shown(10, 9));
    expect(judged(wanted, seen(0, 0)).passed).to.equal(false);
    expect(judged({ ...wanted, atLeast: 5 }, seen(10, 9)).passed).to.equal(true);
  });

  it('watches all servers at once, as long as the lab says', async () => {
    const asked: unknown[][] = [];
    const probes: Partial<Probes> = {
      arrivals: (...words) => {
        asked.push(words);
        return Promise.resolve([]);
      },
    };
    const check = checkOf({ ...wanted, port: 8080, seconds: 3 });
    await kindOf(check).observe?.(check, probes as Probes);
    expect(asked).to.deep.equal([[['web01', 'web02'], '192.168.0.240', 8080, 3]]);
  });
});
