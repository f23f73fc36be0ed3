import { randomInt } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { LabError } from '../../../src/util/errors.ts';
import { isHostOf, parseSubnet } from '../../../src/util/address.ts';
import { TUNNELS } from '../../../src/probes/capture.ts';
import { freshAddresses, type Random } from '../../../src/probes/fresh-addresses.ts';
import { InstanceProbes } from '../../../src/probes/run-probes.ts';
import type { WireResult } from '../../../src/probes/probes.ts';
import { nodeSeen, type Snapshot } from '../../../src/probes/snapshot.ts';
import type { Engine, ExecOptions, ExecResult, RunningExec } from '../../../src/orchestrator/engine.ts';
import type { Instance } from '../../../src/orchestrator/instance.ts';
import { LAB } from '../../helpers/judge.ts';
import { solved } from '../../helpers/snapshot.ts';
import { NO_TOOLS } from '../../helpers/no-tools.ts';
import { labErrorOf } from '../../helpers/thrown.ts';

const LAN = '192.168.0.0/24';
const TAKEN = LAB.nodes.flatMap(({ interfaces }) => interfaces.map(({ address }) => address));

/** The same order for the same number. */
const ordered =
  (seed: number): Random =>
  (below) =>
    seed % below;

const freshBy = (
  random: Random,
  { subnet = LAN, taken = TAKEN, remembered = [] as string[], count = 4 } = {},
): string[] => freshAddresses(subnet, { taken, remembered }, random).slice(0, count);

describe('freshAddresses', () => {
  it('are hosts of the subnet that nobody of the lab has, all different', () => {
    const subnet = parseSubnet(LAN) ?? { base: 0, prefix: 0 };
    for (let seed = 0; seed < 300; seed += 1) {
      const fresh = freshBy(ordered(seed));
      expect(new Set(fresh).size).to.equal(4);
      for (const address of fresh) {
        expect(isHostOf(address, subnet), address).to.equal(true);
        expect(TAKEN).to.not.include(address);
      }
    }
  });

  it('come in an order that nobody can foresee: each address may be the first', () => {
    const free = freshBy(ordered(0), { count: 254 });
    const firsts = Array.from({ length: 3000 }, () => freshBy(randomInt, { count: 1 })[0]);
    expect(new Set(firsts).size).to.be.greaterThan(free.length * 0.95);
  });

  it('are not those that a node remembers', () => {
    const remembered = freshBy(ordered(7));
    expect(freshBy(ordered(7), { remembered }).filter((address) => remembered.includes(address))).to.deep.equal([]);
  });

  it('are remembered ones once too few others are left', () => {
    const subnet = '10.0.0.0/29';
    const remembered = ['10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6'];
    const [first, second] = freshBy(ordered(3), { subnet, taken: ['10.0.0.1'], remembered, count: 2 });
    expect(first).to.equal('10.0.0.2');
    expect(remembered).to.include(second);
  });

  const small = [
    {
      description: 'as many as there are in a small subnet',
      subnet: '10.0.0.0/29',
      expected: ['10.0.0.2', '10.0.0.5', '10.0.0.6'],
    },
    { description: 'none in a full subnet', subnet: '10.0.0.0/30', expected: [] },
    { description: 'none in a subnet without hosts', subnet: '10.0.0.0/31', expected: [] },
    { description: 'none in a subnet of one address', subnet: '10.0.0.2/32', expected: [] },
  ];
  for (const { description, subnet, expected } of small) {
    it(`are ${description}`, () => {
      const taken = subnet === '10.0.0.0/30' ? ['10.0.0.1', '10.0.0.2'] : ['10.0.0.1', '10.0.0.3', '10.0.0.4'];
      expect(freshBy(ordered(17), { subnet, taken }).toSorted()).to.deep.equal(expected);
    });
  }

  it('are soon found in the largest subnet', () => {
    const fresh = freshBy(randomInt, { subnet: '10.0.0.0/8' });
    expect(new Set(fresh).size).to.equal(4);
    for (const address of fresh) expect(address).to.match(/^10\.\d+\.\d+\.\d+$/);
  });

  it('refuse what is no subnet', () => {
    expect(() => freshBy(ordered(0), { subnet: '192.168.0.1/24' })).to.throw(
      RangeError,
      'not a subnet: 192.168.0.1/24',
    );
  });
});

interface Call {
  container: string;
  command: string[];
  options: ExecOptions;
}

const done = (stdout: string, exitCode = 0, stderr = ''): ExecResult => ({ exitCode, stdout, stderr });

/** An engine that runs nothing: it notes what it is asked to run. */
class FakeEngine implements Pick<Engine, 'exec' | 'open'> {
  readonly calls: Call[] = [];
  readonly captures: string[][] = [];
  readonly createContainer = NO_TOOLS.createContainer;
  readonly removeContainer = NO_TOOLS.removeContainer;
  readonly #results: ExecResult[];
  readonly #frames: Record<string, string>;

  /**
   * @param frames what tcpdump prints, by container
   * @param next what all calls but the first come to
   */
  constructor(result: ExecResult, frames: Record<string, string> = {}, next = result) {
    this.#results = [result, next];
    this.#frames = frames;
  }

  async exec(container: string, command: string[], options: ExecOptions = {}): Promise<ExecResult> {
    this.calls.push({ container, command, options });
    return this.#results[Math.min(this.calls.length, 2) - 1] as ExecResult;
  }

  async open(container: string, command: string[]): Promise<RunningExec> {
    this.captures.push([container, ...command.slice(-3)]);
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    stderr.write('listening on eth0, link-type EN10MB\n');
    stdin.on('data', () =>
      stderr.write('7 packets captured, 7 packets received by filter, 0 packets dropped by kernel\n'),
    );
    const exitCode = new Promise<number>((resolve) => {
      stdin.on('end', () => {
        stdout.end(this.#frames[container] ?? '');
        stdout.on('end', () => resolve(0));
      });
    });
    return { stdin, stdout, stderr, exitCode, resize: async () => {} };
  }
}

const INSTANCE: Instance = {
  name: 'mine',
  lab: 'exp1',
  manifest: '',
  owner: 'kim',
  variant: undefined,
  nodes: LAB.nodes.map(({ name }) => ({
    name,
    container: `c-${name}`,
    image: 'lvs-lab/node:test',
    kernel: name === 'lvs01' ? 'own' : 'host',
    state: 'running',
  })),
  containers: [],
  networks: [],
};

const probesOn = (
  engine: FakeEngine,
  { instance = INSTANCE, snapshot = {} }: { instance?: Instance; snapshot?: Snapshot } = {},
): InstanceProbes =>
  new InstanceProbes(engine as unknown as Engine, LAB, instance, snapshot, new AbortController().signal, ordered(5));

const URL_OF_VIP = 'http://192.168.0.240/';
const lineOf = (source: string, { syns = 1, synAcks = 1, exitCode = 0, body = '192' } = {}): string =>
  `${source} ${exitCode} ${exitCode === 0 ? '200' : '000'} 0.001 40000 ${syns} ${synAcks} 2 ${Buffer.from(body).toString('hex')}\n`;

const recorded = (node: string): string =>
  readFileSync(new URL(`../../fixtures/exp1-solved-wire-${node}.out`, import.meta.url), 'utf8');

const sendTwo = (engine: FakeEngine, snapshot: Snapshot = {}): Promise<WireResult> =>
  probesOn(engine, { snapshot }).wire('lanclient', URL_OF_VIP, 2, 'lvs01');

const printed = (...lines: string[]): string => `${lines.join('')}end ${lines.length}\n`;
const answered = (...sources: string[]): ExecResult => done(printed(...sources.map((source) => lineOf(source))));
const ONE_PAGE = printed(lineOf('192.168.0.7'));

const ofOthers = (frames: unknown[]): unknown[] =>
  frames.filter((frame) => JSON.stringify(frame).includes('192.168.0.250'));

const sourcesOf = (call: Call | undefined): string[] => call?.command[5]?.split(',') ?? [];

describe('InstanceProbes', () => {
  describe('http', () => {
    it('sends each of its clients three times from the node, and waits for all of them', async () => {
      const engine = new FakeEngine(answered('10.0.0.1'));
      await probesOn(engine).http('lanclient', URL_OF_VIP, 2);
      expect(engine.calls).to.have.length(1);
      expect(engine.calls[0]?.container).to.equal('c-lanclient');
      const sources = sourcesOf(engine.calls[0]);
      expect(sources).to.have.length(6);
      expect(new Set(sources).size).to.equal(2);
      expect(engine.calls[0]?.command.slice(6)).to.deep.equal([URL_OF_VIP, '2000', '0', '1', '6', '']);
      expect(engine.calls[0]?.options.timeoutMs).to.equal(42_000);
    });

    it('has more clients ready where several pages are to come', async () => {
      const engine = new FakeEngine(answered('10.0.0.1'));
      await probesOn(engine).http('lanclient', URL_OF_VIP, 8, { pages: ['a', 'b'] });
      expect(sourcesOf(engine.calls[0])).to.have.length(8 * 3 + 32 - 8);
      expect(engine.calls[0]?.command.slice(-2)).to.deep.equal(['24', '61,62']);
    });

    it('throws when the client printed too little', async () => {
      const work = probesOn(new FakeEngine(done(lineOf('10.0.0.1')))).http('lanclient', URL_OF_VIP, 2);
      const error: unknown = await work.catch((reason: unknown) => reason);
      expect(error)
        .to.be.instanceOf(LabError)
        .with.property('message')
        .that.contains('the end of the requests of a probe');
    });

    const lossy = lineOf('10.0.0.1', { syns: 2 });
    const slow = lineOf('10.0.0.1', { syns: 2, synAcks: 2 }).replace(' 2 2 2 ', ' 2 2 600 ');
    const rows = [
      {
        description: 'counts a SYN that was lost when others lose one too',
        first: [lossy],
        second: [lossy],
        calls: 2,
        kept: 2,
      },
      {
        description: 'forgets one that happened once',
        first: [lineOf('10.0.0.2'), lossy],
        second: [lineOf('10.0.0.3')],
        calls: 2,
        kept: 2,
      },
      {
        description: 'asks nobody again where a slow machine answered both SYNs',
        first: [slow],
        second: [lossy],
        calls: 1,
        kept: 1,
      },
    ];
    for (const { description, first, second, calls, kept } of rows) {
      it(description, async () => {
        const engine = new FakeEngine(done(printed(...first)), {}, done(printed(...second)));
        const requests = await probesOn(engine).http('lanclient', URL_OF_VIP, 1);
        expect(engine.calls).to.have.length(calls);
        expect(requests).to.have.length(kept);
        if (calls === 2) {
          const [before, again] = engine.calls.map(sourcesOf);
          expect(again).to.have.length(16);
          expect(again?.filter((source) => before?.includes(source))).to.deep.equal([]);
        }
      });
    }

    it('looks up in the table of the director to whom it gave a request that failed', async () => {
      const failed = lineOf('192.168.0.7', { exitCode: 28, body: '' });
      const table = 'TCP 00:57 SYN_RECV 192.168.0.7:40000 192.168.0.240:80 192.168.0.224:80\n';
      const engine = new FakeEngine(done(printed(failed)), {}, done(table));
      const probes = probesOn(engine, { snapshot: solved() });
      const [request] = await probes.http('lanclient', URL_OF_VIP, 1, { director: 'lvs01' });
      expect(request?.givenTo).to.equal('192.168.0.224');
      expect(engine.calls.map(({ container }) => container)).to.deep.equal(['c-lanclient', 'c-lvs01']);
    });
  });

  describe('once a run', () => {
    it('sends the same requests once, whoever asks and when', async () => {
      const engine = new FakeEngine(done(ONE_PAGE));
      const probes = probesOn(engine);
      const [first, second] = await Promise.all([
        probes.http('lanclient', URL_OF_VIP, 1),
        probes.http('lanclient', URL_OF_VIP, 1),
      ]);
      expect(second).to.equal(first);
      expect(await probes.http('lanclient', URL_OF_VIP, 1)).to.equal(first);
      expect(engine.calls).to.have.length(1);
    });

    it('sends other requests on their own', async () => {
      const engine = new FakeEngine(done(ONE_PAGE));
      const probes = probesOn(engine);
      await probes.http('lanclient', URL_OF_VIP, 1);
      await probes.http('wanclient', URL_OF_VIP, 1);
      await probes.http('lanclient', 'http://192.168.0.240/other', 1);
      expect(engine.calls).to.have.length(3);
    });

    it('sends pings and ARP requests once, each for its own', async () => {
      const engine = new FakeEngine(done(''));
      const probes = probesOn(engine);
      for (const send of [probes.ping.bind(probes), probes.arp.bind(probes)]) {
        await Promise.all([send('lanclient', '192.168.0.240'), send('lanclient', '192.168.0.240')]);
      }
      expect(engine.calls.map(({ command }) => command[0])).to.deep.equal([
        '/usr/lib/lab/bin/sh',
        // The second time with more patience.
        '/usr/lib/lab/bin/arping',
        '/usr/lib/lab/bin/arping',
      ]);
    });

    it('fails once for all who ask', async () => {
      const engine = new FakeEngine(done('', 255));
      const probes = probesOn(engine);
      const first = await labErrorOf(probes.ping('lanclient', '192.168.0.240'));
      expect(await labErrorOf(probes.ping('lanclient', '192.168.0.240'))).to.equal(first);
      expect(engine.calls).to.have.length(1);
    });
  });

  it('asks by ARP on another network where it is told to', async () => {
    const engine = new FakeEngine(done('42 bytes from 02:42:c0:a8:00:d2 (192.168.0.240): index=0 time=6 usec\n'));
    await probesOn(engine).arp('gateway', '192.168.0.240', 'wan');
    expect(engine.calls.map(({ command }) => command[2])).to.deep.equal(['eth1']);
  });

  it('asks by ARP on the interface of the network that the address lies in', async () => {
    const engine = new FakeEngine(done('42 bytes from 02:42:c0:a8:00:d2 (192.168.0.240): index=0 time=6 usec\n'));
    const probes = probesOn(engine);
    expect(await probes.arp('gateway', '192.168.0.240')).to.deep.equal([
      { mac: '02:42:c0:a8:00:d2', address: '192.168.0.240', index: 0 },
    ]);
    await probes.arp('gateway', '192.168.200.200');
    await probes.arp('gateway', '8.8.8.8');
    expect(engine.calls.map(({ command }) => command[2])).to.deep.equal(['eth0', 'eth1', 'eth0']);
  });

  describe('exit statuses', () => {
    it('of a ping tell whether it was answered', async () => {
      expect(await probesOn(new FakeEngine(done('', 0))).ping('lanclient', '10.0.0.1')).to.equal(true);
      expect(await probesOn(new FakeEngine(done('', 1))).ping('lanclient', '10.0.0.1')).to.equal(false);
    });

    it('of arping without answer is no trouble; it is asked again with more patience, most where a node has the address', async () => {
      const engine = new FakeEngine(done('Timeout\n', 1));
      expect(await probesOn(engine).arp('lanclient', '192.168.0.240')).to.deep.equal([]);
      expect(engine.calls.map(({ command }) => command.slice(3, 7))).to.deep.equal([
        ['-c', '3', '-W', '0.1'],
        ['-c', '1', '-W', '1'],
      ]);
      engine.calls.length = 0;
      expect(await probesOn(engine, { snapshot: solved() }).arp('lanclient', '192.168.0.240')).to.deep.equal([]);
      expect(engine.calls.map(({ command }) => command.slice(3, 7))).to.deep.equal([
        ['-c', '3', '-W', '0.1'],
        ['-c', '3', '-W', '1'],
      ]);
    });

    const sends: { description: string; send: (probes: InstanceProbes) => Promise<unknown>; names: string }[] = [
      {
        description: 'http',
        send: (probes) => probes.http('lanclient', URL_OF_VIP, 1),
        names: `lanclient: requests for ${URL_OF_VIP}`,
      },
      {
        description: 'ping',
        send: (probes) => probes.ping('lanclient', '10.0.0.1'),
        names: 'lanclient: ping 10.0.0.1',
      },
      {
        description: 'arp',
        send: (probes) => probes.arp('lanclient', '10.0.0.1'),
        names: 'lanclient: who has 10.0.0.1?',
      },
      {
        description: 'file',
        send: (probes) => probes.file('lvs01', '/root/cause'),
        names: 'lvs01: the file /root/cause',
      },
    ];
    for (const { description, send, names } of sends) {
      it(`of ssh never look like a finding of ${description}`, async () => {
        const engine = new FakeEngine(done('', 255, 'first\nConnection refused\n'));
        const { code, message, hint } = await labErrorOf(send(probesOn(engine)));
        expect(code).to.equal('NODE_UNRESPONSIVE');
        expect(message).to.contain(`${names} ended with exit status 255 (it said: Connection refused)`);
        expect(hint).to.equal('`lab reset` builds the nodes anew.');
      });
    }
  });

  it('refuses a node that is not running, without asking it', async () => {
    const engine = new FakeEngine(done(''));
    const nodes = INSTANCE.nodes.map((node) => ({ ...node, state: 'exited' as const }));
    const work = probesOn(engine, { instance: { ...INSTANCE, nodes } }).ping('lanclient', '10.0.0.1');
    expect((await labErrorOf(work)).code).to.equal('NODE_NOT_RUNNING');
    expect(engine.calls).to.deep.equal([]);
  });

  describe('wire', () => {
    const expectedSources = freshAddresses(LAN, { taken: [...TAKEN, '192.168.0.240'] }, ordered(5)).slice(0, 2);

    it('captures on the client and on the director while fresh addresses ask', async () => {
      const engine = new FakeEngine(answered(...expectedSources));
      const { requests } = await sendTwo(engine);
      expect(requests.map(({ source }) => source)).to.deep.equal(expectedSources);
      expect(engine.calls[0]?.container).to.equal('c-lanclient');
      expect(engine.calls[0]?.command.slice(4, 7)).to.deep.equal(['eth0', expectedSources.join(','), URL_OF_VIP]);
      expect(engine.calls[0]?.command.at(-3)).to.equal('2');
      const [first, second] = expectedSources;
      const filter = `arp or (tcp and (host ${first} or host ${second})) or ${TUNNELS}`;
      expect(engine.captures).to.deep.equal([
        ['c-lanclient', 'eth0', filter, '-x'],
        ['c-lvs01', 'eth0', filter, '-x'],
      ]);
    });

    it('gives each probe sources of its own', async () => {
      const engine = new FakeEngine(answered('10.0.0.1', '10.0.0.2'));
      const probes = probesOn(engine);
      await probes.wire('lanclient', URL_OF_VIP, 2, 'lvs01');
      await probes.wire('lanclient', `${URL_OF_VIP}other`, 2, 'lvs01');
      const [first = [], second = []] = engine.calls.map(({ command }) => command[5]?.split(','));
      expect(first).to.deep.equal(expectedSources);
      expect(second).to.have.length(2);
      expect(second.filter((source) => first.includes(source))).to.deep.equal([]);
    });

    it('leaves addresses out that a node remembers', async () => {
      const snapshot = solved();
      const [first = ''] = expectedSources;
      nodeSeen(snapshot, 'web01').neighbours.push({
        address: first,
        device: 'eth0',
        mac: undefined,
        states: ['STALE'],
      });
      const engine = new FakeEngine(answered('10.0.0.1', '10.0.0.2'));
      await sendTwo(engine, snapshot);
      expect(engine.calls[0]?.command[5]?.split(',')).to.not.include(first);
    });

    it('keeps the frames of its own sources alone', async () => {
      const mine = (text: string): string =>
        text.replaceAll('192.168.0.130', expectedSources[0] ?? '').replaceAll('192.168.0.131', '192.168.0.250');
      const engine = new FakeEngine(answered(...expectedSources), {
        'c-lanclient': mine(recorded('lanclient')),
        'c-lvs01': mine(recorded('lvs01')),
      });
      const { atClient, atDirector } = await sendTwo(engine);
      expect(atClient).to.have.length(recorded('lanclient').match(/192\.168\.0\.130/g)?.length ?? 0);
      expect(atDirector).to.have.length(recorded('lvs01').match(/192\.168\.0\.130/g)?.length ?? 0);
      expect(ofOthers([...atClient, ...atDirector])).to.deep.equal([]);
    });

    it('throws when the end is missing, because then a request may not have been sent', async () => {
      const cut = done(lineOf('192.168.0.1'));
      const error: unknown = await sendTwo(new FakeEngine(cut)).catch((reason: unknown) => reason);
      expect(error)
        .to.be.instanceOf(LabError)
        .with.property('message')
        .that.contains('the end of the requests of a probe');
    });
  });
});
