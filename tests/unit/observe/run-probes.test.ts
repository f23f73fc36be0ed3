import { PassThrough } from 'node:stream';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { LabError } from '../../../src/errors.ts';
import { isHostOf, parseSubnet } from '../../../src/lab/address.ts';
import { TUNNELS } from '../../../src/observe/capture.ts';
import { freshAddresses } from '../../../src/observe/fresh-addresses.ts';
import { InstanceProbes } from '../../../src/observe/run-probes.ts';
import type { WireResult } from '../../../src/observe/probes.ts';
import { nodeSeen, type Snapshot } from '../../../src/observe/snapshot.ts';
import type { Engine, ExecOptions, ExecResult, RunningExec } from '../../../src/orchestrator/engine.ts';
import type { Instance } from '../../../src/orchestrator/instance.ts';
import { LAB } from '../../helpers/judge.ts';
import { solved } from '../../helpers/snapshot.ts';
import { NO_TOOLS } from '../../helpers/no-tools.ts';
import { labErrorOf } from '../../helpers/thrown.ts';

const LAN = '192.168.0.0/24';
const TAKEN = LAB.nodes.flatMap(({ interfaces }) => interfaces.map(({ address }) => address));

const freshAt = (
  seconds: number,
  { subnet = LAN, taken = TAKEN, remembered = [] as string[], count = 4 } = {},
): string[] => freshAddresses(subnet, { taken, remembered }, seconds * 1000).slice(0, count);

describe('freshAddresses', () => {
  it('are hosts of the subnet that nobody of the lab has, all different, at any time', () => {
    const subnet = parseSubnet(LAN) ?? { base: 0, prefix: 0 };
    for (let seconds = 0; seconds < 300; seconds += 1) {
      const fresh = freshAt(seconds);
      expect(new Set(fresh).size).to.equal(4);
      for (const address of fresh) {
        expect(isHostOf(address, subnet), address).to.equal(true);
        expect(TAKEN).to.not.include(address);
      }
    }
  });

  it('are other ones a second later, and the same within a second', () => {
    const now = 1_795_337_908;
    expect(freshAt(now + 0.999)).to.deep.equal(freshAt(now));
    for (let later = 1; later <= 30; later += 1) {
      expect(freshAt(now + later).filter((address) => freshAt(now).includes(address))).to.deep.equal([]);
    }
  });

  it('are not those that a node remembers', () => {
    const now = 1_795_337_908;
    const remembered = freshAt(now);
    expect(freshAt(now, { remembered }).filter((address) => remembered.includes(address))).to.deep.equal([]);
  });

  it('begin at the same place whatever is remembered elsewhere', () => {
    const now = 1_795_337_908;
    const [first = '', ...others] = freshAt(now, { count: 8 });
    for (let known = 0; known < 100; known += 1) {
      const remembered = freshAt(now + 30, { count: known });
      expect(freshAt(now, { remembered })[0]).to.equal(first);
    }
    expect(freshAt(now, { remembered: [first] })[0]).to.equal(others[0]);
  });

  it('are remembered ones once too few others are left', () => {
    const subnet = '10.0.0.0/29';
    const remembered = ['10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6'];
    const fresh = freshAt(0, { subnet, taken: ['10.0.0.1'], remembered, count: 2 });
    expect(fresh).to.deep.equal(['10.0.0.2', '10.0.0.3']);
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
      expect(freshAt(17, { subnet, taken }).toSorted()).to.deep.equal(expected);
    });
  }

  it('are soon found in the largest subnet', () => {
    const fresh = freshAt(1_795_337_908, { subnet: '10.0.0.0/8' });
    expect(new Set(fresh).size).to.equal(4);
    for (const address of fresh) expect(address).to.match(/^10\.\d+\.\d+\.\d+$/);
  });

  it('refuse what is no subnet', () => {
    expect(() => freshAt(0, { subnet: '192.168.0.1/24' })).to.throw(RangeError, 'not a subnet: 192.168.0.1/24');
  });
});

interface Call {
  container: string;
  command: string[];
  options: ExecOptions;
}

const done = (stdout: string, exitCode = 0, stderr = ''): ExecResult => ({ exitCode, stdout, stderr });

/** An engine that runs nothing: it notes what it is asked to run, and gives the same result each time. */
class FakeEngine implements Pick<Engine, 'exec' | 'open'> {
  readonly calls: Call[] = [];
  readonly captures: string[][] = [];
  readonly createContainer = NO_TOOLS.createContainer;
  readonly removeContainer = NO_TOOLS.removeContainer;
  readonly #result: ExecResult;
  readonly #frames: Record<string, string>;

  /** @param frames what tcpdump prints, by container */
  constructor(result: ExecResult, frames: Record<string, string> = {}) {
    this.#result = result;
    this.#frames = frames;
  }

  async exec(container: string, command: string[], options: ExecOptions = {}): Promise<ExecResult> {
    this.calls.push({ container, command, options });
    return this.#result;
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
  new InstanceProbes(engine as unknown as Engine, LAB, instance, snapshot, new AbortController().signal);

const URL_OF_VIP = 'http://192.168.0.240/';
const ONE_PAGE = '- 0 200 0.001 40000 MTky\n';

const NOW_MS = 1_795_337_908_000;

const recorded = (node: string): string =>
  readFileSync(new URL(`../../fixtures/exp1-solved-wire-${node}.out`, import.meta.url), 'utf8');

const sendTwo = (engine: FakeEngine, snapshot: Snapshot = {}): Promise<WireResult> =>
  probesOn(engine, { snapshot }).wire('lanclient', URL_OF_VIP, 2, 'lvs01');

const answered = (...sources: string[]): ExecResult =>
  done(sources.map((source) => ONE_PAGE.replace('-', source)).join(''));

const ofOthers = (frames: unknown[]): unknown[] =>
  frames.filter((frame) => JSON.stringify(frame).includes('192.168.0.250'));

describe('InstanceProbes', () => {
  describe('http', () => {
    it('sends its requests from the client, and waits for all of them', async () => {
      const engine = new FakeEngine(done(ONE_PAGE.repeat(20)));
      const results = await probesOn(engine).http('lanclient', URL_OF_VIP, 20);
      expect(results).to.have.length(20);
      expect(engine.calls).to.have.length(1);
      expect(engine.calls[0]?.container).to.equal('c-lanclient');
      expect(engine.calls[0]?.command.slice(3)).to.deep.equal(['sh', URL_OF_VIP, '20']);
      expect(engine.calls[0]?.options.timeoutMs).to.equal(70_000);
    });

    it('throws when the client printed too little', async () => {
      const work = probesOn(new FakeEngine(done(ONE_PAGE))).http('lanclient', URL_OF_VIP, 2);
      const error: unknown = await work.catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(LabError).with.property('message').that.contains('expected 2 requests of a probe');
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

    it('of arping without answer is no trouble; where a node has the address it is asked again with more patience', async () => {
      const engine = new FakeEngine(done('Timeout\n', 1));
      expect(await probesOn(engine).arp('lanclient', '192.168.0.240')).to.deep.equal([]);
      expect(engine.calls).to.have.length(1);
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
    const { now } = Date;

    // The clock stands still.
    beforeEach(() => {
      Date.now = () => NOW_MS;
    });
    afterEach(() => {
      Date.now = now;
    });

    const expectedSources = freshAddresses(LAN, { taken: [...TAKEN, '192.168.0.240'] }, NOW_MS).slice(0, 2);

    it('captures on the client and on the director while fresh addresses ask', async () => {
      const engine = new FakeEngine(answered(...expectedSources));
      const { requests } = await sendTwo(engine);
      expect(requests.map(({ source }) => source)).to.deep.equal(expectedSources);
      expect(engine.calls[0]?.container).to.equal('c-lanclient');
      expect(engine.calls[0]?.command.slice(4)).to.deep.equal(['eth0', URL_OF_VIP, ...expectedSources]);
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
      const [first = [], second = []] = engine.calls.map(({ command }) => command.slice(6));
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
      expect(engine.calls[0]?.command).to.not.include(first);
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

    it('throws when a source has no line, because then its request was not sent', async () => {
      const error: unknown = await sendTwo(new FakeEngine(answered('192.168.0.1'))).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(LabError).with.property('message').that.contains('expected 2 requests of a probe');
    });
  });
});
