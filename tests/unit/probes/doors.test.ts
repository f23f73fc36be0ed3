import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { whileCapturing } from '../../../src/probes/capture.ts';
import { endOf, parseCables, withDoors } from '../../../src/probes/doors.ts';
import type { Engine, RunningExec } from '../../../src/orchestrator/engine.ts';
import type { NodeHandle } from '../../../src/orchestrator/instance.ts';
import { NO_TOOLS } from '../../helpers/no-tools.ts';
import { labErrorOf } from '../../helpers/thrown.ts';

/** As `ip -j -d link` lists a cable, in a node and on the machine. */
const cable = (ifname: string, ifindex: number, link_index: number) => ({
  ifname,
  ifindex,
  link_index,
  link_netnsid: 0,
  address: '02:42:c0:a8:00:df',
  linkinfo: { info_kind: 'veth' },
});
const LO = { ifname: 'lo', ifindex: 1 };
const DUMMY = { ifname: 'd0', ifindex: 9, address: '02:42:c0:a8:00:df', linkinfo: { info_kind: 'dummy' } };
/** Both ends in the node: there is no number of another namespace. */
const OWN_PAIR = { ifname: 'v0', ifindex: 10, link_index: 11, linkinfo: { info_kind: 'veth' } };

const LINKS: Record<string, object[]> = {
  'c-web01': [LO, cable('eth0', 20, 120), DUMMY, OWN_PAIR],
  'c-lvs01': [LO, DUMMY, cable('eth0', 30, 130)],
};
const MACHINE = [LO, cable('vetha', 120, 20), cable('vethb', 130, 30), cable('vethc', 140, 20)];

const node = (name: string): NodeHandle => ({
  name,
  container: `c-${name}`,
  image: 'lvs-lab/node:test',
  kernel: 'host',
  state: 'running',
});

const LEFT = [
  '1795933641.327394 vetha P   ifindex 120 02:42:c0:a8:00:df ethertype ARP (0x0806), length 48: Reply 192.168.0.240 is-at 02:42:c0:a8:00:df, length 28',
  '1795933641.327400 br-a02099beb83f P   ifindex 2 02:42:c0:a8:00:df ethertype ARP (0x0806), length 48: Reply 192.168.0.240 is-at 02:42:c0:a8:00:df, length 28',
  '',
].join('\n');

/** An engine with a tcpdump that hears `LEFT` on all links, and nothing on one. */
function fakeEngine() {
  const made: string[] = [];
  const opened: { container: string; words: string[] }[] = [];
  const engine = {
    createContainer: async ({ name }: { name: string }) => void made.push(name),
    startContainer: async () => {},
    removeContainer: async (name: string) => void made.splice(made.indexOf(name), 1),
    exec: async (container: string) => ({
      exitCode: 0,
      stdout: JSON.stringify(LINKS[container] ?? MACHINE),
      stderr: '',
    }),
    open: async (container: string, command: string[]): Promise<RunningExec> => {
      opened.push({ container, words: command.slice(4) });
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      stderr.write('listening on x\n');
      stdin.on('data', () => {
        if (command[4] === 'any') stdout.write(LEFT);
        stderr.write('1 packets captured, 1 packets received by filter, 0 packets dropped by kernel\n');
      });
      const exitCode = new Promise<number>((resolve) => {
        stdin.on('end', () => {
          stdout.end();
          stdout.on('end', () => resolve(0));
        });
      });
      return { stdin, stdout, stderr, exitCode, resize: async () => {} };
    },
  };
  return { engine: engine as unknown as Engine, made, opened };
}

describe('parseCables', () => {
  it('finds what leads out of a node, and none of the devices that were made in it', () => {
    expect(parseCables(JSON.stringify(LINKS['c-web01']))).to.deep.equal([{ name: 'eth0', index: 20, otherEnd: 120 }]);
  });

  it('takes what iproute2 leaves empty', () => expect(parseCables('[{},{}]')).to.deep.equal([]));

  for (const bad of ['', '{', '{}', '[1]']) it(`refuses "${bad}"`, () => expect(() => parseCables(bad)).to.throw());
});

describe('doors', () => {
  it('are the ends whose numbers fit on both sides', async () => {
    const { engine, made } = fakeEngine();
    await withDoors(engine, [node('web01'), node('lvs01')], async (doors) => {
      expect(made).to.have.length(1);
      expect(doors && endOf(doors, 'web01', 'eth0')).to.equal('vetha');
      expect(doors && endOf(doors, 'lvs01', 'eth0')).to.equal('vethb');
      expect(doors && endOf(doors, 'lvs01', 'd0')).to.equal(undefined);
      expect(doors?.ends.has('vethc')).to.equal(false);
    });
    expect(made).to.deep.equal([]);
  });

  it('are looked at from one container by all who do so at a time, which the last one removes', async () => {
    const { engine, made } = fakeEngine();
    const names = await Promise.all(
      ['web01', 'lvs01'].map((name) => withDoors(engine, [node(name)], async (doors) => doors?.container)),
    );
    expect(new Set(names).size).to.equal(1);
    expect(made).to.deep.equal([]);
  });

  it('are not there where the engine allows none', async () => {
    const engine = NO_TOOLS as unknown as Engine;
    expect(await withDoors(engine, [node('web01')], async (doors) => doors)).to.equal(undefined);
  });
});

describe('a capture at the doors', () => {
  it('runs in no node, and tells which node each frame left', async () => {
    const { engine, opened } = fakeEngine();
    const specs = [{ node: node('lvs01'), device: 'eth0', filter: 'arp' }];
    const crowd = { nodes: [node('web01'), node('lvs01')], filter: 'arp' };
    const { departures } = await whileCapturing(engine, specs, async () => {}, undefined, crowd);
    expect(opened.map(({ words }) => words)).to.deep.equal([
      ['vethb', 'arp'],
      ['any', 'arp', '-Q', 'in'],
    ]);
    expect(opened.every(({ container }) => container.startsWith('lvs-lab-eye-'))).to.equal(true);
    expect(departures).to.deep.equal([
      { node: 'web01', mac: '02:42:c0:a8:00:df', detail: 'Reply 192.168.0.240 is-at 02:42:c0:a8:00:df' },
    ]);
  });

  it('by the clock of a node runs in the node', async () => {
    const { engine, opened } = fakeEngine();
    const specs = [{ node: node('lvs01'), device: 'eth0', filter: 'arp', isByItsClock: true as const }];
    await whileCapturing(engine, specs, async () => {});
    expect(opened.map(({ container }) => container)).to.deep.equal(['c-lvs01']);
  });

  it('fails on a device that leads nowhere', async () => {
    const { engine, made } = fakeEngine();
    const specs = [{ node: node('lvs01'), device: 'd0', filter: 'arp' }];
    const { code, message } = await labErrorOf(whileCapturing(engine, specs, async () => {}));
    expect(code).to.equal('CAPTURE_FAILED');
    expect(message).to.equal('no capture on d0 of lvs01: no link of that name leads out of the node');
    expect(made).to.deep.equal([]);
  });
});
