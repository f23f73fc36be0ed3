import { expect } from 'chai';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { Probes } from '../../../src/probes/probes.ts';
import type { ActionSeen } from '../../../src/probes/results.ts';
import { nodeSeen, type NodeSnapshot, type Snapshot } from '../../../src/probes/snapshot.ts';
import { checkOf, expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { blank, solved } from '../../helpers/snapshot.ts';

const PATH = '/root/run.sh';
const VIP = '192.168.0.240';
/** What the check draws. */
const DRAWN = '192.168.0.24';

type Written = WrittenCheck<'script'>;
const start: Written['actions'][number] = { arguments: ['start'], state: 'begun' };
const stop: Written['actions'][number] = { arguments: ['stop'], state: 'fresh' };

const wanted = (...actions: Written['actions']): Written => ({ kind: 'script', nodes: ['web01'], path: PATH, actions });

/** What was seen after an action; the node is as solved, or as blank, with a change. */
const seen = (after: NodeSnapshot, exitCode = 0, output = 'done\n'): ActionSeen => ({ exitCode, output, after });
const begun = (change: (node: NodeSnapshot) => void = () => {}): NodeSnapshot => changed(solved(), change);
const fresh = (change: (node: NodeSnapshot) => void = () => {}): NodeSnapshot => changed(blank(), change);
function changed(snapshot: Snapshot, change: (node: NodeSnapshot) => void): NodeSnapshot {
  const node = nodeSeen(snapshot, 'web01');
  change(node);
  return node;
}

const judge = (written: Written, ...actions: ActionSeen[]) =>
  judged(written, { observed: { seen: [actions], drawn: DRAWN } });

describe('script', () => {
  it('passes when each action leaves the state that it must', () => {
    expectPass(judge(wanted(start, stop), seen(begun()), seen(fresh(), 0, 'one\nstopped\n')), [
      `web01# ${PATH} start: 0, done`,
      `web01# ${PATH} stop: 0, stopped`,
    ]);
  });

  const statuses: { description: string; exitCode: number; succeeds?: boolean; reason: string }[] = [
    { description: 'a failure', exitCode: 3, reason: 'ended with exit status 3, expected 0' },
    {
      description: 'a success that must be none',
      exitCode: 0,
      succeeds: false,
      reason: 'ended with exit status 0, expected another',
    },
    { description: 'no such file', exitCode: 127, reason: 'is not there, or its first line names no shell' },
    {
      description: 'no such file, where failing is right',
      exitCode: 127,
      succeeds: false,
      reason: 'is not there, or its first line names no shell',
    },
    { description: 'no permission', exitCode: 126, reason: 'may not be executed: chmod +x' },
    { description: 'no end', exitCode: 137, reason: 'did not end within 10 s' },
  ];
  for (const { description, exitCode, succeeds = true, reason } of statuses) {
    it(`fails with ${description}`, () => {
      expectFail(judge(wanted({ ...start, succeeds }), seen(begun(), exitCode, '')), `web01: ${PATH} start ${reason}`, [
        `web01# ${PATH} start: ${exitCode}, -`,
      ]);
    });
  }

  it('passes with any failure where failing is right', () => {
    expect(judge(wanted({ ...start, succeeds: false }), seen(begun(), 2)).passed).to.equal(true);
  });

  const LEFT = `web01: ${PATH} stop left a node that`;
  const leftovers: { description: string; change: (node: NodeSnapshot) => void; difference: string }[] = [
    {
      description: 'an address',
      change: (node) =>
        node.addresses.push({ device: 'lo', address: VIP, prefix: 32, label: 'lo:0', family: 'inet', scope: 'global' }),
      difference: `has, and must not have address ${VIP}/32 dev lo`,
    },
    {
      description: 'a sysctl',
      change: (node) => (node.sysctls['net.ipv4.conf.all.arp_ignore'] = '1'),
      difference: 'has, and must not have net.ipv4.conf.all.arp_ignore = 1',
    },
    {
      description: 'a route',
      change: (node) =>
        node.routes.push({
          destination: VIP,
          via: undefined,
          device: 'lo',
          source: undefined,
          table: 'main',
          type: 'unicast',
          metric: 0,
        }),
      difference: `has, and must not have route ${VIP} dev lo`,
    },
    {
      description: 'a virtual service',
      change: (node) =>
        (node.ipvs = {
          services: [
            {
              protocol: 'tcp',
              address: VIP,
              port: 80,
              scheduler: 'rr',
              flags: [],
              persistenceSeconds: undefined,
              destinations: [],
            },
          ] as never,
          timeouts: { tcpSeconds: 30, tcpFinSeconds: 5, udpSeconds: 60 },
        }),
      difference: `has, and must not have TCP ${VIP}:80 rr`,
    },
    {
      description: 'no default route any more',
      change: (node) => (node.routes = node.routes.filter(({ destination }) => destination !== 'default')),
      difference: 'lacks route default via 192.168.0.100 dev eth0',
    },
  ];
  for (const { description, change, difference } of leftovers) {
    it(`fails when stop leaves ${description}`, () => {
      expectFail(judge(wanted(stop), seen(fresh(change))), `${LEFT} ${difference}`, [
        `web01# ${PATH} stop: 0, done`,
        `  ${difference}`,
      ]);
    });
  }

  it('does not ask for the timeouts of IPVS to be what they were when the lab started', () => {
    const after = fresh(
      (node) => (node.ipvs = { services: [], timeouts: { tcpSeconds: 30, tcpFinSeconds: 5, udpSeconds: 60 } }),
    );
    expect(judge(wanted(stop), seen(after)).passed).to.equal(true);
  });

  it('counts a line that is there twice, and one that is missing', () => {
    const rule = { table: 'filter', text: '-A INPUT -j ACCEPT' } as NodeSnapshot['rules'][number];
    expect(judge(wanted(start), seen(begun((node) => node.rules.push(rule)))).passed).to.equal(false);
    const without = begun((node) => (node.addresses = node.addresses.filter(({ address }) => address !== VIP)));
    expect(judge(wanted(start), seen(without)).passed).to.equal(false);
  });

  describe('with another address', () => {
    const other: Written['actions'][number] = { ...start, another: { variable: 'VIP', instead: VIP } };
    const move = (node: NodeSnapshot): void => {
      node.addresses = node.addresses.map((one) => (one.address === VIP ? { ...one, address: DRAWN } : one));
    };

    it('passes when it stands in place of the one', () => {
      expectPass(judge(wanted(other), seen(begun(move))), [`web01# VIP=192.168.0.24 ${PATH} start: 0, done`]);
    });

    it('fails when the one is still there', () => {
      const finding = judge(wanted(other), seen(begun()));
      const lacks = 'lacks address 192.168.0.24/0 dev lo';
      expectFail(
        finding,
        `web01: VIP=192.168.0.24 ${PATH} start left a node that ${lacks} (the first of 2 differences)`,
        [
          `web01# VIP=192.168.0.24 ${PATH} start: 0, done`,
          `  ${lacks}`,
          `  has, and must not have address ${VIP}/0 dev lo`,
        ],
      );
    });
  });

  describe('with another address beside the one', () => {
    const beside: Written['actions'][number] = { ...start, another: { variable: 'VIP', beside: VIP } };
    const add = (node: NodeSnapshot): void => {
      node.addresses.push(
        ...node.addresses.filter(({ address }) => address === VIP).map((one) => ({ ...one, address: DRAWN })),
      );
    };

    it('passes when both are there, and when the one is left once the other goes', () => {
      const stopOther: Written['actions'][number] = {
        arguments: ['stop'],
        state: 'begun',
        another: { variable: 'VIP' },
      };
      expectPass(judge(wanted(beside, stopOther), seen(begun(add)), seen(begun())), [
        `web01# VIP=${DRAWN} ${PATH} start: 0, done`,
        `web01# VIP=${DRAWN} ${PATH} stop: 0, done`,
      ]);
    });

    it('fails when the one has gone, or the other has not come', () => {
      const command = `web01: VIP=${DRAWN} ${PATH} start left a node that lacks address`;
      const moved = begun((node) => {
        add(node);
        node.addresses = node.addresses.filter(({ address }) => address !== VIP);
      });
      const [gone, absent] = [judge(wanted(beside), seen(moved)), judge(wanted(beside), seen(begun()))];
      expectFail(gone, `${command} ${VIP}/0 dev lo`, gone.evidence);
      expectFail(absent, `${command} ${DRAWN}/0 dev lo`, absent.evidence);
    });

    it('is drawn once for all actions, and only where one needs it', async () => {
      const asked: unknown[] = [];
      let drawn = 0;
      const probes = {
        script: async (...request: unknown[]) => (asked.push(request), []),
        unused: () => `192.168.0.${(drawn += 1)}`,
      };
      const check = checkOf(wanted(start, beside, beside));
      const observed = await kindOf(check).observe?.(check, probes as unknown as Probes);
      expect(observed).to.deep.equal({ seen: [], drawn: '192.168.0.1' });
      const told = { ...beside, environment: { VIP: '192.168.0.1' }, succeeds: true };
      expect(asked).to.deep.equal([[['web01'], PATH, [{ ...start, environment: {}, succeeds: true }, told, told]]]);
      const plain = checkOf(wanted(start));
      await kindOf(plain).observe?.(plain, probes as unknown as Probes);
      expect(drawn).to.equal(1);
    });
  });

  it('names the first node and the first action that are wrong', () => {
    const both: Written = { ...wanted(start, stop), nodes: ['web01', 'web02'] };
    const finding = judged(both, {
      observed: {
        seen: [
          [seen(begun()), seen(fresh())],
          [seen(nodeSeen(solved(), 'web02'), 1), seen(nodeSeen(blank(), 'web02'), 1)],
        ],
        drawn: undefined,
      },
    });
    expectFail(finding, `web02: ${PATH} start ended with exit status 1, expected 0`, [
      `web01# ${PATH} start: 0, done`,
      `web01# ${PATH} stop: 0, done`,
      `web02# ${PATH} start: 1, done`,
      `web02# ${PATH} stop: 1, done`,
    ]);
  });

  it('asks for what its parameters say, names its nodes, and disturbs', async () => {
    const asked: unknown[] = [];
    const probes: Pick<Probes, 'script'> = {
      script: async (...request) => {
        asked.push(request);
        return [];
      },
    };
    const check = checkOf(wanted(start));
    expect(kindOf(check).disturbs).to.equal('nodes');
    expect(kindOf(check).nodes(check)).to.deep.equal([{ path: ['nodes', 0], node: 'web01' }]);
    await kindOf(check).observe?.(check, probes as Probes);
    expect(asked).to.deep.equal([[['web01'], PATH, [{ ...start, environment: {}, succeeds: true }]]]);
  });
});
