import { expect } from 'chai';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { ArpMatrixRequest, Probes } from '../../../src/probes/probes.ts';
import type { ArpRow } from '../../../src/probes/results.ts';
import { checkOf, expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { solved, solvedWith, takeAddress } from '../../helpers/snapshot.ts';

type Written = WrittenCheck<'arp-matrix'>;

const VIP = '192.168.0.240';
const RIP = '192.168.0.223';
const PATH = '/root/prediction';
const SHARED = { kind: 'arp-matrix', node: 'web01', from: 'lanclient', prediction: PATH } as const;

const ignore = (value: number, change: Partial<Written> = {}): Written => ({
  ...SHARED,
  setting: 'arp_ignore',
  value,
  cases: [
    { name: 'rip', address: RIP },
    { name: 'vip', address: VIP },
  ],
  ...change,
});
const announce = (value: number): Written => ({
  ...SHARED,
  setting: 'arp_announce',
  value,
  cases: [{ name: 'vip', address: VIP }],
});

const answers = (value: number, ...outcomes: string[]): ArpRow[] => [
  {
    value,
    cells: outcomes.map((outcome, index) => ({ target: index === 0 ? RIP : VIP, sender: '192.168.0.220', outcome })),
  },
];
const senders = (value: number, sender: string | undefined): ArpRow[] => [
  { value, cells: [{ target: '192.168.0.77', sender, outcome: sender ?? 'none' }] },
];

const judge = (written: Written, prediction: string | undefined, rows?: ArpRow[], snapshot = solved()) =>
  judged(written, { snapshot, observed: { prediction, rows } });

const RIP_LINE = `arp_ignore 1, rip: who has ${RIP}, tell 192.168.0.220? web01 answers; predicted yes. ${RIP} is on eth0, where the question comes in`;

/** What is measured. */
async function asked(written: Written, text: string | undefined): Promise<ArpMatrixRequest[]> {
  const requests: ArpMatrixRequest[] = [];
  const probes: Pick<Probes, 'file' | 'arpMatrix'> = {
    file: async () => text,
    arpMatrix: async (request) => {
      requests.push(request);
      return [];
    },
  };
  const check = checkOf(written);
  await kindOf(check).observe?.(check, probes as Probes);
  return requests;
}

describe('arp-matrix', () => {
  it('passes when prediction and measurement agree, and says why it is so', () => {
    expectPass(judge(ignore(1), 'arp_ignore 1 yes no', answers(1, 'yes', 'no')), [
      RIP_LINE,
      `arp_ignore 1, vip: who has ${VIP}, tell 192.168.0.220? web01 is silent; predicted no. ${VIP} is on lo, and the question comes in on eth0`,
    ]);
  });

  it('fails with the first case that was predicted otherwise', () => {
    expectFail(
      judge(ignore(1), 'arp_ignore 1 yes yes', answers(1, 'yes', 'no')),
      `arp_ignore 1, vip: predicted yes, but web01 is silent: ${VIP} is on lo, and the question comes in on eth0`,
      [
        RIP_LINE,
        `arp_ignore 1, vip: who has ${VIP}, tell 192.168.0.220? web01 is silent; predicted yes. ${VIP} is on lo, and the question comes in on eth0`,
      ],
    );
  });

  it('fails when something else than the setting makes it as it was predicted, and says so', () => {
    const finding = judge(ignore(1), 'arp_ignore 1 no no', answers(1, 'no', 'no'));
    expectFail(
      finding,
      'arp_ignore 1, rip: web01 is silent, as predicted, but arp_ignore is not what makes it so: is there arptables, or arp_filter?',
      finding.evidence,
    );
    expect(finding.evidence[0]).to.contain('predicted no. which the rules do not explain');
  });

  it('judges the sender of arp_announce', () => {
    const line = `arp_announce 2, vip: web01: who has 192.168.0.77, tell ${RIP}; predicted`;
    const why = '2 takes the address of eth0 that fits best';
    expectPass(judge(announce(2), `arp_announce 2 ${RIP}`, senders(2, RIP)), [`${line} ${RIP}. ${why}`]);
    expectFail(
      judge(announce(2), `arp_announce 2 ${VIP}`, senders(2, RIP)),
      `arp_announce 2, vip: predicted ${VIP}, but web01 asks with "tell ${RIP}": ${why}`,
      [`${line} ${VIP}. ${why}`],
    );
  });

  it('fails when no question of the node was heard', () => {
    const finding = judge(announce(0), `arp_announce 0 ${VIP}`, senders(0, undefined));
    expect(finding.passed).to.equal(false);
    expect(finding.evidence[0]).to.contain('tell ?; predicted');
  });

  const incomplete: { description: string; text: string | undefined; reason: string }[] = [
    { description: 'no file', text: undefined, reason: `lanclient has no file ${PATH}` },
    { description: 'no line', text: 'arp_ignore 2 yes no\n', reason: `${PATH} has no line "arp_ignore 1"` },
    {
      description: 'two lines',
      text: 'arp_ignore 1 yes no\narp_ignore 1 no no\n',
      reason: `${PATH} has more than one line "arp_ignore 1"`,
    },
    {
      description: 'too few words',
      text: 'arp_ignore 1 yes\n',
      reason: `${PATH}: "arp_ignore 1" is followed by 1 words, expected 2: rip, vip`,
    },
    { description: 'a question mark', text: 'arp_ignore 1 yes ?', reason: 'arp_ignore 1, vip: not predicted yet' },
    {
      description: 'another word',
      text: 'arp_ignore 1 yes maybe',
      reason: 'arp_ignore 1, vip: got "maybe", expected yes or no',
    },
    {
      description: 'an address in place of an answer',
      text: `arp_ignore 1 ${RIP} no`,
      reason: `arp_ignore 1, rip: got "${RIP}", expected yes or no`,
    },
  ];
  for (const { description, text, reason } of incomplete) {
    it(`fails with ${description}, and shows nothing`, () => {
      expectFail(judge(ignore(1), text), reason, []);
    });
  }

  it('fails with an answer in place of an address', () => {
    expectFail(judge(announce(0), 'arp_announce 0 yes'), 'arp_announce 0, vip: got "yes", expected an address', []);
  });

  it('fails when the node is not in the situation that a case is about', () => {
    const without = solvedWith('web01', (node) => takeAddress(node, VIP));
    expectFail(
      judge(ignore(1), 'arp_ignore 1 yes no', answers(1, 'yes', 'no'), without),
      `web01 has no interface with ${VIP}`,
      [],
    );
    const cases = [{ name: 'vip', address: VIP, scope: 'host' as const }];
    expectFail(
      judge(ignore(1, { cases }), 'arp_ignore 1 no', answers(1, 'no')),
      `web01 has ${VIP} with scope global, and the case vip is about scope host`,
      [],
    );
  });

  it('takes what was not measured for a mistake of ours', () => {
    expect(() => judge(ignore(1), 'arp_ignore 1 yes no', answers(2, 'yes', 'no'))).to.throw(RangeError);
    expect(() => judge(ignore(1), 'arp_ignore 1 yes no')).to.throw(RangeError);
  });

  describe('observe', () => {
    it('measures every value that has a meaning, so that all rows share one measurement', async () => {
      const [first] = await asked(ignore(1), 'arp_ignore 1 yes no');
      expect(first?.values).to.deep.equal([0, 1, 2, 3, 8]);
      expect(await asked(ignore(8), 'arp_ignore 8 no no')).to.deep.equal([first]);
    });

    it('measures another value by itself', async () => {
      const [request] = await asked(ignore(4), 'arp_ignore 4 yes yes');
      expect(request?.values).to.deep.equal([4]);
    });

    it('measures nothing while the row is not predicted', async () => {
      expect(await asked(ignore(1), 'arp_ignore 1 yes ?')).to.deep.equal([]);
      expect(await asked(ignore(1), undefined)).to.deep.equal([]);
    });
  });

  it('names its nodes, and disturbs', () => {
    const check = checkOf(ignore(0));
    expect(kindOf(check).disturbs).to.equal('lab');
    expect(kindOf(check).nodes(check)).to.deep.equal([
      { path: ['node'], node: 'web01' },
      { path: ['from'], node: 'lanclient' },
    ]);
  });
});
