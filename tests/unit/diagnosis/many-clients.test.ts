/** Hops of the director's table that show only in what becomes of several clients. */
import { expect } from 'chai';
import type { Trail } from '../../../src/diagnosis/trail.ts';
import { type VirtualService, parseThresholds } from '../../../src/parsers/ipvsadm-services.ts';
import type { NodeSnapshot } from '../../../src/probes/snapshot.ts';
import { service } from '../../../src/diagnosis/hops/service.ts';
import { brokenIn, changed, sightOf, VIP } from '../../helpers/cause.ts';
import { along, followedAs, SYN, withTrails } from '../../helpers/follow.ts';

const served =
  (change: Partial<VirtualService>) =>
  (seen: NodeSnapshot): void =>
    seen.ipvs?.services.forEach((one) => Object.assign(one, change));

/** Answered clients, by the last number of their address and who answered. */
function answered(...clients: [host: number, server: 'web01' | 'web02'][]): Trail[] {
  const [trail] = withTrails({ frames: along(SYN, 'lanclient', 'lvs01', 'web01') }).trails ?? [];
  const [first, second] = trail?.there ?? [];
  if (!trail || !first || !second) throw new Error('no trail');
  return clients.map(([host, server]) => {
    const source = { ...first.packet.source, address: `192.168.0.${host}` };
    const packet = { ...first.packet, source };
    return {
      ...trail,
      source: source.address,
      isAnswered: true,
      there: [
        { ...first, packet },
        { ...second, packet, to: server },
      ],
      back: [{ ...second, from: server, to: 'lanclient' }],
      last: { node: 'lanclient', stage: 'reply' },
    };
  });
}

describe('a service whose persistence goes by a mask', () => {
  const followed = followedAs({ frames: [] });
  const hop = (mask: string | undefined, trails: Trail[]): string | undefined => {
    const snapshot = changed({ lvs01: served({ persistenceMask: mask }) });
    const broken = service(sightOf({ snapshot, followed, trails }));
    return broken && `${broken.node}: ${broken.seen.en}`;
  };

  it('is named when all clients of a subnet got the same server', () => {
    expect(hop('255.255.255.0', answered([4, 'web02'], [77, 'web02'], [130, 'web02']))).to.equal(
      'lvs01: the service on lvs01 is persistent by the mask 255.255.255.0: 192.168.0.4, 192.168.0.77, 192.168.0.130 count as one client, and all got web02',
    );
  });

  it('is not when they got several, when there is none, or when they are of several groups', () => {
    expect(hop('255.255.255.0', answered([4, 'web02'], [77, 'web01'], [130, 'web02']))).to.equal(undefined);
    expect(hop(undefined, answered([4, 'web02'], [77, 'web02'], [130, 'web02']))).to.equal(undefined);
    expect(hop('255.255.255.128', answered([4, 'web02'], [77, 'web02'], [130, 'web02']))).to.equal(undefined);
  });
});

const table = (...counts: [upper: number, lower: number, inactive: number][]): string =>
  [
    'IP Virtual Server version 1.2.1 (size=4096)',
    'Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn',
    '  -> RemoteAddress:Port',
    `TCP  ${VIP}:80 rr persistent 20`,
    ...counts.map(
      ([upper, lower, inactive], index) =>
        `  -> 192.168.0.${223 + index}:80             ${upper}          ${lower}          0          ${inactive}`,
    ),
    '',
  ].join('\n');

const hop = (...counts: Parameters<typeof table>): string | undefined => {
  const after = { lvs01: { connections: [], thresholds: parseThresholds(table(...counts)) } };
  const broken = brokenIn(withTrails({ frames: along(SYN, 'lanclient', 'lvs01'), after }));
  return broken && `${broken.hop} ${broken.node}: ${broken.seen.en}`;
};

describe('real servers with thresholds', () => {
  it('are named when all are full, and requests stayed at the director', () => {
    expect(hop([1, 0, 1], [4, 2, 2])).to.equal(
      'destinations lvs01: the real servers of lvs01 have as many connections as their upper threshold allows (closed ones count until they expire): 192.168.0.223:80 1 of 1, 192.168.0.224:80 2 of 4',
    );
  });

  it('are not when one takes more, or has no threshold', () => {
    for (const other of [
      [4, 2, 1],
      [0, 0, 9],
    ] as const) {
      expect(hop([1, 0, 1], [...other])).to.match(/^lost lvs01/);
    }
  });
});
