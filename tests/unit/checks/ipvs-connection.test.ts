import { expect } from 'chai';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { Probes } from '../../../src/probes/probes.ts';
import { parseConnections } from '../../../src/parsers/ipvsadm-connections.ts';
import { checkOf, expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { noResponse, request } from '../../helpers/wire.ts';

const URL = 'http://192.168.200.100/';
const wanted: WrittenCheck<'ipvs-connection'> = {
  kind: 'ipvs-connection',
  node: 'lvs01',
  from: 'wanclient',
  url: URL,
  service: { address: '192.168.0.240', port: 80 },
  source: '192.168.200.200',
};

const TITLES = 'IPVS connection entries\npro expire state       source             virtual            destination\n';
const TEMPLATE = 'TCP 00:19  ASSURED     192.168.200.200:0  192.168.0.240:80   192.168.0.223:80\n';
const FROM_WAN = 'TCP 00:04  FIN_WAIT    192.168.200.200:47488 192.168.0.240:80   192.168.0.223:80\n';
const FROM_LAN = 'TCP 00:04  FIN_WAIT    192.168.0.220:51008 192.168.0.240:80   192.168.0.224:80\n';
const FROM_GATEWAY = 'TCP 00:29  ESTABLISHED 192.168.0.100:47488 192.168.0.240:80   192.168.0.223:80\n';

/** @param rows as `ipvsadm -Lnc` prints them */
const seen = (...rows: string[]) => ({
  observed: { requests: [request({ sourcePort: 47488 })], connections: parseConnections(TITLES + rows.join('')) },
});

const none = (sources: string) =>
  `the connection table of lvs01 has no entry of 192.168.200.200 for this request to TCP 192.168.0.240:80 (sources there: ${sources})`;

const lived = (seenMs: number, goneMs?: number) => ({
  observed: { ...seen(FROM_WAN).observed, life: { seenMs, goneMs } },
});
const stayed = (after: string) =>
  `the entry of the finished request was still in the table of lvs01 after ${after} s, expected 3 s`;

describe('ipvs-connection', () => {
  it('passes when the client is in the table, and shows the entries of the service', () => {
    expectPass(judged(wanted, seen(FROM_LAN, FROM_WAN, TEMPLATE)), [
      'TCP FIN_WAIT 192.168.0.220:51008 192.168.0.240:80 192.168.0.224:80',
      'TCP FIN_WAIT 192.168.200.200:47488 192.168.0.240:80 192.168.0.223:80',
    ]);
  });

  it('fails when the table is empty', () => {
    expectFail(judged(wanted, seen()), none('-'), []);
  });

  it('fails when all that is there of the client is an earlier request', () => {
    const earlier = FROM_WAN.replace(':47488', ':47480');
    expectFail(judged(wanted, seen(earlier)), none('192.168.200.200'), [
      'TCP FIN_WAIT 192.168.200.200:47480 192.168.0.240:80 192.168.0.223:80',
    ]);
  });

  it('fails when somebody else has the same port', () => {
    const other = FROM_LAN.replace(':51008', ':47488');
    expectFail(judged(wanted, seen(other)), none('192.168.0.220'), [
      'TCP FIN_WAIT 192.168.0.220:47488 192.168.0.240:80 192.168.0.224:80',
    ]);
  });

  it('fails when the request had no port, because it was never sent', () => {
    const observed = { ...seen(FROM_WAN, TEMPLATE).observed, requests: [noResponse(7)] };
    expectFail(judged(wanted, { observed }), none('192.168.200.200'), [
      'TCP FIN_WAIT 192.168.200.200:47488 192.168.0.240:80 192.168.0.223:80',
    ]);
  });

  it('fails when the gateway put its own address in', () => {
    expectFail(judged(wanted, seen(FROM_GATEWAY)), none('192.168.0.100'), [
      'TCP ESTABLISHED 192.168.0.100:47488 192.168.0.240:80 192.168.0.223:80',
    ]);
  });

  it('names every other source once', () => {
    expectFail(judged(wanted, seen(FROM_LAN, FROM_LAN, FROM_GATEWAY)), none('192.168.0.220, 192.168.0.100'), [
      'TCP FIN_WAIT 192.168.0.220:51008 192.168.0.240:80 192.168.0.224:80',
      'TCP FIN_WAIT 192.168.0.220:51008 192.168.0.240:80 192.168.0.224:80',
      'TCP ESTABLISHED 192.168.0.100:47488 192.168.0.240:80 192.168.0.223:80',
    ]);
  });

  const others = [
    { description: 'persistence templates, which no packet made', row: TEMPLATE },
    { description: 'another address', row: FROM_WAN.replace('192.168.0.240:80', '192.168.0.241:80') },
    { description: 'another port', row: FROM_WAN.replace('192.168.0.240:80', '192.168.0.240:81') },
    { description: 'another protocol', row: FROM_WAN.replace('TCP 00:04  FIN_WAIT', 'UDP 00:04  UDP     ') },
  ];
  for (const { description, row } of others) {
    it(`takes no notice of ${description}`, () => {
      expectFail(judged(wanted, seen(row)), none('-'), []);
    });
  }

  it('asks for the table after the request', async () => {
    const calls: string[] = [];
    const probes: Pick<Probes, 'tracked'> = {
      tracked: ({ from, url, director }, work) => {
        calls.push(`${from} ${url} ${director}`);
        const send = async () => {
          calls.push('send');
          return [request()];
        };
        const look = async () => {
          calls.push('look');
          return [];
        };
        return work({ send, look });
      },
    };
    const check = checkOf(wanted);
    await kindOf(check).observe?.(check, probes as Probes);
    expect(calls).to.deep.equal([`wanclient ${URL} lvs01`, 'send', 'look']);
  });

  it('sends another request when the table came so late that the entry may have left it', async () => {
    const ports = [40_000, 47_488];
    const delays = [1100, 0];
    let sent = 0;
    const probes: Pick<Probes, 'tracked'> = {
      tracked: (_request, work) =>
        work({
          send: async () => [request({ sourcePort: ports[sent++] ?? 0 })],
          look: async () => {
            await new Promise((resolve) => setTimeout(resolve, delays[sent - 1]));
            return sent === 1 ? [] : seen(FROM_WAN).observed.connections;
          },
        }),
    };
    const check = checkOf(wanted);
    const observed = await kindOf(check).observe?.(check, probes as Probes);
    expect(sent).to.equal(2);
    expect(observed).to.have.nested.property('requests[0].sourcePort', 47_488);
  });

  describe('with the time that an entry must live', () => {
    const lives: typeof wanted = { ...wanted, livesSeconds: 3 };
    const ENTRY = 'TCP FIN_WAIT 192.168.200.200:47488 192.168.0.240:80 192.168.0.223:80';

    it('passes when it may have lived so long, give or take a second', () => {
      expectPass(judged(lives, lived(2900, 3400)), [
        ENTRY,
        'its entry was seen for 2.9 s after the request, and gone after 3.4 s',
      ]);
      expect(judged(lives, lived(1500, 2050)).passed).to.equal(true);
      expect(judged(lives, lived(2900, 6000)).passed).to.equal(true);
    });

    it('fails when the entry stayed, or left too soon', () => {
      expectFail(judged(lives, lived(4200)), stayed('4.2'), [
        ENTRY,
        'its entry is still in the table 4.2 s after the request',
      ]);
      expectFail(judged(lives, lived(4100, 4600)), stayed('4.1'), [
        ENTRY,
        'its entry was seen for 4.1 s after the request, and gone after 4.6 s',
      ]);
      expectFail(
        judged(lives, lived(400, 900)),
        'the entry of the finished request was gone from the table of lvs01 after 0.9 s, expected 3 s',
        [ENTRY, 'its entry was seen for 0.4 s after the request, and gone after 0.9 s'],
      );
    });

    it('fails when there was no entry at all', () => {
      expectFail(judged(lives, seen()), none('-'), []);
    });
  });

  describe('looking at the table', () => {
    const { connections } = seen(FROM_WAN).observed;
    /** Looks at tables that have the entry or not; how many of them were looked at. */
    async function looked(check: typeof wanted, tables: boolean[]): Promise<{ looks: number; observed: unknown }> {
      let looks = 0;
      const probes: Pick<Probes, 'tracked'> = {
        tracked: (_request, work) =>
          work({
            send: async () => [request({ sourcePort: 47488 })],
            look: async () => (tables[Math.min(looks++, tables.length - 1)] ? connections : []),
          }),
      };
      const parsed = checkOf(check);
      const observed = await kindOf(parsed).observe?.(parsed, probes as Probes);
      return { looks, observed };
    }

    it('looks until the entry is there', async () => {
      const { looks, observed } = await looked({ ...wanted, withinSeconds: 5 }, [false, false, true]);
      expect(looks).to.equal(3);
      expect(observed).to.deep.include({ connections });
    });

    it('looks until the entry is gone', async () => {
      const { looks, observed } = await looked({ ...wanted, livesSeconds: 3 }, [true, true, false]);
      expect(looks).to.equal(3);
      expect(observed).to.have.nested.property('life.goneMs').within(190, 1000);
      expect(observed).to.have.nested.property('life.seenMs').within(0, 190);
    });

    it('does not wait for the end of what is not there', async () => {
      expect((await looked({ ...wanted, livesSeconds: 3 }, [false])).looks).to.equal(1);
    });
  });
});
