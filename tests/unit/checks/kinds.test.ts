import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { kindOf } from '../../../src/checks/kinds.ts';
import { checkSchema } from '../../../src/lab/checks/kinds.ts';
import { judgeFromSnapshot } from '../../../src/checks/run.ts';
import { checkOf, LAB, type WrittenCheck } from '../../helpers/judge.ts';
import { solved } from '../../helpers/snapshot.ts';

const KINDS = checkSchema.options.map(({ shape }) => [...shape.kind.values][0] ?? '');

describe('kinds of check', () => {
  it('are all judged in a test of their own', () => {
    const tested = readdirSync(new URL('.', import.meta.url)).map((file) => file.replace('.test.ts', ''));
    expect(KINDS).to.not.be.empty;
    expect(tested).to.include.members(KINDS);
  });

  const URL_OF_VIP = 'http://192.168.0.240/';
  const service = { address: '192.168.0.240', port: 80 };
  const named: { written: WrittenCheck; nodes: [path: string, node: string][] }[] = [
    { written: { kind: 'address', node: 'web01', address: '192.168.0.240' }, nodes: [['node', 'web01']] },
    { written: { kind: 'ping', from: 'lanclient', address: '192.168.0.240' }, nodes: [['from', 'lanclient']] },
    {
      written: { kind: 'arp-owner', from: 'lanclient', address: '192.168.0.240', owner: 'lvs01' },
      nodes: [
        ['from', 'lanclient'],
        ['owner', 'lvs01'],
      ],
    },
    {
      written: {
        kind: 'ipvs-connection',
        node: 'lvs01',
        from: 'wanclient',
        url: URL_OF_VIP,
        service,
        source: '10.0.0.1',
      },
      nodes: [
        ['node', 'lvs01'],
        ['from', 'wanclient'],
      ],
    },
    ...(['distribution', 'direct-return', 'arp-announce'] as const).map((kind) => ({
      written: { kind, from: 'lanclient', url: URL_OF_VIP, director: 'lvs01', servers: ['web01', 'web02'] },
      nodes: [
        ['from', 'lanclient'],
        ['director', 'lvs01'],
        ['servers.0', 'web01'],
        ['servers.1', 'web02'],
      ] as [string, string][],
    })),
    { written: { kind: 'keepalived', node: 'lvs01' }, nodes: [['node', 'lvs01']] },
    {
      written: { kind: 'vrrp-agreement', address: '192.168.0.240', nodes: ['lvs01', 'lvs02'] },
      nodes: [
        ['nodes.0', 'lvs01'],
        ['nodes.1', 'lvs02'],
      ],
    },
    {
      written: { kind: 'vip-owner', address: '192.168.0.240', nodes: ['lvs01', 'lvs02'], owner: 'lvs01' },
      nodes: [
        ['nodes.0', 'lvs01'],
        ['nodes.1', 'lvs02'],
        ['owner', 'lvs01'],
      ],
    },
    {
      written: { kind: 'failover', from: 'lanclient', url: URL_OF_VIP, director: 'lvs01', backup: 'lvs02' },
      nodes: [
        ['from', 'lanclient'],
        ['director', 'lvs01'],
        ['backup', 'lvs02'],
      ],
    },
  ];
  for (const { written, nodes } of named) {
    it(`${written.kind} names its nodes, with the place of each`, () => {
      const check = checkOf(written);
      expect(
        kindOf(check)
          .nodes(check)
          .map(({ path, node }) => [path.join('.'), node]),
      ).to.deep.equal(nodes);
    });
  }

  it('name a node that was not observed as a mistake of ours, not as a failure', () => {
    const { web01: _, ...others } = solved();
    const check = checkOf({ kind: 'address', node: 'web01', address: '192.168.0.240' });
    expect(() => judgeFromSnapshot(LAB, others, check)).to.throw(RangeError, 'node web01 was not observed');
  });
});
