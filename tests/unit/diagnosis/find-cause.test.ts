import { expect } from 'chai';
import { findCause } from '../../../src/diagnosis/find-cause.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import { runChecks } from '../../../src/checks/run.ts';
import type { Probes, WireResult } from '../../../src/probes/probes.ts';
import type { HttpResult } from '../../../src/probes/http-result.ts';
import { nodeSeen, type Snapshot } from '../../../src/probes/snapshot.ts';
import { parseTcpdump } from '../../../src/parsers/tcpdump.ts';
import { changed, repliesOf, rules, VIP } from '../../helpers/cause.ts';
import { LAB } from '../../helpers/judge.ts';
import { takeAddress } from '../../helpers/snapshot.ts';
import { MAC, noResponse, request, wire } from '../../helpers/wire.ts';

/** Answers as a solved experiment gives them, and remembers what was asked. */
class FakeProbes {
  readonly asked: string[] = [];
  readonly answers: { http?: HttpResult; wire?: WireResult };

  readonly #snapshot: Snapshot;

  constructor(answers: { http?: HttpResult; wire?: WireResult } = {}, snapshot: Snapshot = changed({})) {
    this.answers = answers;
    this.#snapshot = snapshot;
  }

  #note<T>(what: string, answer: T): Promise<T> {
    this.asked.push(what);
    return Promise.resolve(answer);
  }

  http = (from: string, url: string, count: number) =>
    this.#note(
      `http ${from} ${url}`,
      Array.from({ length: count }, (_, index) => {
        const own = { body: `${new URL(url).hostname} bbs` };
        if (/22[34]/.test(url)) return request(own);
        const { http } = this.answers;
        return http
          ? { ...http, source: '192.168.0.17' }
          : request({ body: `192.168.0.${index % 2 === 0 ? 223 : 224} bbs` });
      }),
    );
  wire = (from: string, url: string) => this.#note(`wire ${from} ${url}`, this.answers.wire ?? wire());
  arp = (from: string, address: string) => this.#note(`arp ${from} ${address}`, repliesOf(MAC.lvs01));
  follow: Probes['follow'] = ({ from, address }) =>
    this.#note(`follow ${from} ${address}`, { requests: [], nodes: {}, routes: [] });
  ping = (from: string, address: string) => this.#note(`ping ${from} ${address}`, true);
  deliver: Probes['deliver'] = (from, node, url) => {
    const seen = nodeSeen(this.#snapshot, node);
    const isThere = seen.addresses.some(({ address }) => address === new URL(url).hostname);
    const mac = seen.links.find(({ name }) => name === 'eth0')?.mac ?? '';
    const answer = `1795337908.1 ${mac} > ${MAC.lanclient}, ethertype IPv4 (0x0800), length 74: ${VIP}.80 > 192.168.0.220.20000: Flags [S.], seq 7, ack 1, length 0\n`;
    return this.#note(`deliver ${from} ${node}`, { request: request(), frames: isThere ? parseTcpdump(answer) : [] });
  };
  routes: Probes['routes'] = (node, _source, addresses) =>
    this.#note(
      `routes ${node}`,
      addresses.map((address) => ({ address, type: 'unicast', via: '192.168.0.100', device: 'eth0' })),
    );
  trace: Probes['trace'] = ({ from, urls }) =>
    this.#note(`trace ${from} ${urls.join(' ')}`, {
      requests: urls.map(() => []),
      lossy: urls.map(() => []),
      frames: [],
    });
  carried: Probes['carried'] = () => Promise.resolve(undefined);
  tracked: Probes['tracked'] = ({ from, url, director }, work) => {
    const connection = {
      protocol: 'TCP',
      state: 'FIN_WAIT',
      expiresSeconds: 5,
      client: { address: '192.168.200.200', port: 43210 },
      virtual: { address: VIP, port: 80 },
      destination: { address: '192.168.0.223', port: 80 },
    };
    return work({
      send: () => this.#note(`tracked ${from} ${url}`, [this.answers.http ?? request({ source: '192.168.200.200' })]),
      look: () => this.#note(`connections ${director}`, [connection]),
    });
  };
}

interface Setting {
  snapshot?: Snapshot;
  answers?: ConstructorParameters<typeof FakeProbes>[0];
  only?: string[];
  lab?: Lab;
}

async function found({ snapshot = changed({}), answers, only, lab = LAB }: Setting) {
  const fake = new FakeProbes(answers, snapshot);
  const probes = fake as unknown as Probes;
  const verdicts = await runChecks({ lab, snapshot, probes, ...(only && { only }) });
  const before = fake.asked.length;
  const cause = await findCause({ lab, snapshot, probes, verdicts });
  return { cause, verdicts, asked: fake.asked.slice(before) };
}

const withoutVip = changed({
  web02: (seen) => takeAddress(seen, VIP),
});

describe('looking for the cause', () => {
  it('asks nothing and names nothing when every effect is there', async () => {
    const { cause, verdicts, asked } = await found({});
    expect(verdicts.filter(({ passed }) => passed !== true).map(({ id }) => id)).to.deep.equal([]);
    expect(cause).to.equal(undefined);
    expect(asked).to.deep.equal([]);
  });

  it('follows the request of an effect that was not judged', async () => {
    const { cause } = await found({ snapshot: withoutVip });
    expect(cause).to.include({
      check: 'page-lan',
      request: `lanclient -> ${VIP}:80`,
      hop: 'server-vip',
      node: 'web02',
    });
  });

  it('follows only what was asked for', async () => {
    const { cause } = await found({ snapshot: withoutVip, only: ['page-wan'] });
    expect(cause).to.include({ check: 'page-wan', request: 'wanclient -> 192.168.200.100:80', hop: 'server-vip' });
    expect((await found({ snapshot: withoutVip, only: ['vip-web02'] })).cause).to.equal(undefined);
  });

  it('has the last machine before the director ask for the VIP', async () => {
    const { asked } = await found({ snapshot: withoutVip, only: ['page-wan'] });
    expect(asked).to.include(`arp gateway ${VIP}`);
  });

  it('goes on to the next effect when nothing explains the first', async () => {
    const snapshot = changed({
      gateway: rules('filter', '-A FORWARD -i eth1 -p tcp -m tcp --dport 80 -j DROP'),
    });
    const { cause } = await found({ snapshot, answers: { http: noResponse(28) } });
    expect(cause).to.include({ check: 'page-wan', hop: 'gateway-forward', node: 'gateway' });
  });

  it('names none when nothing explains what is missing', async () => {
    const { cause, verdicts } = await found({ answers: { http: noResponse(28) } });
    expect(verdicts.find(({ id }) => id === 'page-lan')?.passed).to.equal(false);
    expect(cause).to.equal(undefined);
  });

  it('follows the request of the new client that failed, from its own address', async () => {
    const snapshot = changed({
      web02: rules('filter', `-A INPUT -s 192.168.0.131/32 -d ${VIP}/32 -j ACCEPT`, `-A INPUT -d ${VIP}/32 -j DROP`),
    });
    const seen = wire();
    const requests = seen.requests.map((one) =>
      one.source === '192.168.0.130' ? { ...one, exitCode: 28, status: 0 } : one,
    );
    const { cause } = await found({ snapshot, answers: { wire: { ...seen, requests } }, only: ['both-servers'] });
    expect(cause).to.include({ check: 'both-servers', hop: 'server-filter', node: 'web02' });
  });

  it('looks at a service last of all effects', async () => {
    const snapshot = changed({ web01: rules('filter', '-A INPUT -p tcp -m tcp --dport 80 -j DROP') });
    const service: Lab = {
      ...LAB,
      checks: LAB.checks.map((check) => {
        if (check.kind === 'ipvs-service') return { ...check, scheduler: 'wlc', from: 'lanclient' };
        return check.id === 'web-web01' && check.kind === 'http' ? { ...check, bodies: ['another page'] } : check;
      }),
    };
    expect((await found({ snapshot, lab: service })).cause).to.include({ check: 'page-lan', hop: 'server-filter' });
  });

  it('puts effects that score before those that only explain', async () => {
    const snapshot = changed({
      web01: rules('filter', '-A INPUT -p tcp -m tcp --dport 80 -j DROP'),
    });
    const refused: Lab = {
      ...LAB,
      checks: LAB.checks.map((check) =>
        check.id === 'web-web01' && check.kind === 'http' ? { ...check, bodies: ['another page'] } : check,
      ),
    };
    expect((await found({ snapshot, lab: refused })).cause).to.include({ check: 'page-lan', hop: 'server-filter' });
  });
});
