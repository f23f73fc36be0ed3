import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { ASKER_SCRIPT, SETTER_SCRIPT } from '../../../src/probes/arp-matrix-script.ts';
import { arpMatrixSpec, runArpMatrix, type ArpMatrixSpec } from '../../../src/probes/run-arp-matrix.ts';
import type { ArpRow } from '../../../src/probes/results.ts';
import type { Engine, RunningExec } from '../../../src/orchestrator/engine.ts';
import type { Instance } from '../../../src/orchestrator/instance.ts';
import { LAB } from '../../helpers/judge.ts';
import { NO_TOOLS } from '../../helpers/no-tools.ts';
import { solved } from '../../helpers/snapshot.ts';

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
    kernel: 'host' as const,
    state: 'running',
  })),
  containers: [],
  networks: [],
};

const MAC = '02:42:c0:a8:00:df';
const RIP = '192.168.0.223';
const VIP = '192.168.0.240';
const STRANGER = '192.168.100.220';

const specOf = (change: Partial<ArpMatrixSpec> = {}): ArpMatrixSpec => ({
  ...arpMatrixSpec(
    LAB,
    INSTANCE,
    solved(),
    {
      node: 'web01',
      from: 'lanclient',
      setting: 'arp_ignore',
      values: [0, 8],
      cases: [{ address: RIP }, { address: RIP, asker: STRANGER }, { address: VIP }],
    },
    () => [],
  ),
  ...change,
});

interface Said {
  setter: string[];
  asker: string[];
  /** Scripts whose input has ended. */
  ended: string[];
}

type Answer = (line: string) => string;

/** Scripts that answer each line, and a tcpdump that prints the frames. */
function fakeEngine(setter: Answer, asker: Answer, frames = ''): { engine: Engine; said: Said } {
  const said: Said = { setter: [], asker: [], ended: [] };
  const open = async (_container: string, command: string[]): Promise<RunningExec> => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const name = command.includes(SETTER_SCRIPT) ? 'setter' : command.includes(ASKER_SCRIPT) ? 'asker' : 'tcpdump';
    if (name === 'tcpdump') stderr.write('listening on eth0, link-type EN10MB\n');
    const exitCode = new Promise<number>((resolve) => {
      const lines = createInterface({ input: stdin });
      lines.on('line', (line) => {
        if (name === 'tcpdump') {
          stderr.write('7 packets captured, 7 packets received by filter, 0 packets dropped by kernel\n');
        } else {
          said[name].push(line);
          stdout.write(`${(name === 'setter' ? setter : asker)(line)}\n`);
        }
      });
      lines.on('close', () => {
        said.ended.push(name);
        stdout.end(name === 'tcpdump' ? frames : '');
        stdout.on('end', () => resolve(0));
        if (name !== 'tcpdump') resolve(0);
      });
    });
    return { stdin, stdout, stderr, exitCode, resize: async () => {} };
  };
  return { engine: { ...NO_TOOLS, open } as unknown as Engine, said };
}

const ended = (output = '', status = 0): string => `ended ${status} ${Buffer.from(output).toString('base64')}`;
const run = (engine: Engine, spec: ArpMatrixSpec, signal = new AbortController().signal): Promise<ArpRow[]> =>
  runArpMatrix(engine, spec, signal);

/** What arping prints when web01 answers for these addresses. */
const answersFor =
  (...answered: string[]): Answer =>
  (line) =>
    ended(
      line
        .split(' ')
        .map((question) => question.split('>')[1] ?? '')
        .map((address) => {
          const reply = answered.includes(address) ? `42 bytes from ${MAC} (${address}): index=0 time=7.0 usec\n` : '';
          return `${reply}\n--- ${address} statistics ---\n3 packets transmitted, 1 packets received\n`;
        })
        .join(''),
    );

const frame = (mac: string, target: string, sender: string): string =>
  `1795335314.045895 ${mac} > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: Request who-has ${target} tell ${sender}, length 28\n`;

async function errorOf(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error ? error : expect.fail('expected an error');
}

describe('arpMatrixSpec', () => {
  it('finds where the two nodes meet, and asks as the asker itself where nobody else is named', () => {
    const { device, fromDevice, macs, cases, unused } = specOf();
    expect({ device, fromDevice, macs }).to.deep.equal({ device: 'eth0', fromDevice: 'eth0', macs: [MAC] });
    expect(cases.map(({ asker }) => asker)).to.deep.equal(['192.168.0.220', STRANGER, '192.168.0.220']);
    expect(unused).to.deep.equal([]);
  });

  it('refuses nodes that meet nowhere', () => {
    const request = { node: 'web01', from: 'wanclient', setting: 'arp_ignore' as const, values: [0], cases: [] };
    expect(() => arpMatrixSpec(LAB, INSTANCE, solved(), request, () => [])).to.throw(RangeError, 'web01 and wanclient');
  });
});

describe('runArpMatrix', () => {
  it('sets each value, asks all at once but what has the same address, and tells who answered', async () => {
    const { engine, said } = fakeEngine(() => ended(), answersFor(RIP));
    const rows = await run(engine, specOf());
    expect(said.setter).to.deep.equal(['0', '8']);
    expect(said.asker.slice(0, 2)).to.deep.equal([`192.168.0.220>${RIP} 192.168.0.220>${VIP}`, `${STRANGER}>${RIP}`]);
    expect(rows.map(({ value }) => value)).to.deep.equal([0, 8]);
    expect(rows[0]?.cells).to.deep.equal([
      { target: RIP, sender: '192.168.0.220', outcome: 'yes' },
      { target: RIP, sender: STRANGER, outcome: 'yes' },
      { target: VIP, sender: '192.168.0.220', outcome: 'no' },
    ]);
  });

  it('does not count what another machine answers', async () => {
    const { engine } = fakeEngine(() => ended(), answersFor(RIP, VIP));
    const rows = await run(engine, specOf({ macs: ['02:42:c0:a8:00:e0'] }));
    expect(new Set(rows.flatMap(({ cells }) => cells.map(({ outcome }) => outcome)))).to.deep.equal(new Set(['no']));
  });

  it('reads from the first request for each address in whose name the node asked', async () => {
    const [a, b, c, d] = ['192.168.0.1', '192.168.0.2', '192.168.0.3', '192.168.0.4'] as const;
    const heard = [
      frame('02:42:c0:a8:00:d2', a, '192.168.0.210'),
      frame(MAC, a, VIP),
      frame(MAC, b, RIP),
      frame(MAC, a, RIP),
      frame(MAC, c, RIP),
    ];
    const { engine, said } = fakeEngine(() => ended(), answersFor(), heard.join(''));
    const cases = [RIP, VIP].map((address) => ({ address, asker: '' }));
    const rows = await run(engine, specOf({ setting: 'arp_announce', values: [0, 2], cases, unused: [a, b, c, d] }));
    expect(said.setter).to.deep.equal([`0 ${RIP}>${a} ${VIP}>${b}`, `2 ${RIP}>${c} ${VIP}>${d}`]);
    expect(said.asker).to.deep.equal([]);
    expect(rows.flatMap(({ cells }) => cells.map(({ outcome }) => outcome))).to.deep.equal([VIP, RIP, RIP, 'none']);
  });

  it('ends both scripts, which put back, also when it is interrupted', async () => {
    const controller = new AbortController();
    const { engine, said } = fakeEngine(() => {
      controller.abort(new Error('interrupted'));
      return ended();
    }, answersFor(RIP));
    const error = await errorOf(run(engine, specOf(), controller.signal));
    expect(error.message).to.equal('interrupted');
    expect(said.setter).to.deep.equal(['0']);
    expect(said.ended).to.deep.equal(['setter', 'asker']);
  });

  it('throws when a value cannot be set, and when a question was not asked', async () => {
    const refused = await errorOf(run(fakeEngine(() => ended('', 2), answersFor()).engine, specOf()));
    expect(refused.message).to.equal('web01: arp_ignore cannot be set to 0');
    const unasked = await errorOf(
      run(
        fakeEngine(
          () => ended(),
          () => ended(),
        ).engine,
        specOf(),
      ),
    );
    expect(unasked.message).to.contain('line 1: expected answers for');
  });
});
