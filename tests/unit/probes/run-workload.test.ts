import { expect } from 'chai';
import { runWorkload } from '../../../src/probes/run-workload.ts';
import type { WorkloadSpec } from '../../../src/probes/results.ts';
import { parseWork } from '../../../src/models/work.ts';

const HEAD = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
`;
const NAMED = (inactive: number): string =>
  `TCP  192.168.0.231:80 rr\n  -> 192.168.0.223:80             Route   1      0          ${inactive}\n`;
const MARKED = (inactive: number): string =>
  `FWM  9 sh\n  -> 192.168.0.223:0              Route   1      0          ${inactive}\n`;
const ENTRY = 'TCP 00:59  FIN_WAIT    192.168.0.5:40001 192.168.0.231:80 192.168.0.223:80\n';

const SPEC: WorkloadSpec = {
  device: 'eth0',
  sources: ['192.168.0.5'],
  vips: ['192.168.0.231'],
  port: 80,
  mark: undefined,
  work: parseWork('1>1 x1') ?? [],
};

/** What a director shows before and after one connection. */
const run = (
  before: string,
  connections: string,
  after: string,
  ports = '40001\n',
  spec = SPEC,
): ReturnType<typeof runWorkload> => {
  const director = (command: string[]): Promise<string> =>
    Promise.resolve(command.join(' ').includes('@@lab') ? `${connections}@@lab\n${HEAD}${after}` : HEAD + before);
  return runWorkload(() => Promise.resolve(ports), director, spec, 0);
};

describe('the service that takes a workload', () => {
  it('is the one of the name that the lab gives', async () => {
    const seen = await run(NAMED(0) + MARKED(7), ENTRY, NAMED(1) + MARKED(7));
    expect(seen).to.deep.include({ isCalm: true, chosen: ['192.168.0.223'] });
    expect(seen.service).to.include({ protocol: 'tcp', scheduler: 'rr' });
  });

  it('is one by firewall mark where that one counted the connections', async () => {
    for (const named of ['', NAMED(0)]) {
      const seen = await run(named + MARKED(7), ENTRY, named + MARKED(8));
      expect(seen).to.include({ isCalm: true });
      expect(seen.service).to.include({ protocol: 'fwm', mark: 9, scheduler: 'sh' });
    }
  });

  it('is none where no service counted as many', async () => {
    expect(await run(NAMED(0), ENTRY, NAMED(3))).to.include({ isCalm: false });
  });

  it('is tried again only once it has no connections, as long as there is time', async () => {
    let [tries, looks] = [0, 0];
    const director = (command: string[]): Promise<string> => {
      if (command.join(' ').includes('@@lab')) {
        tries += 1;
        return Promise.resolve(`${ENTRY}@@lab\n${HEAD}${NAMED(tries === 1 ? 3 : 1)}${MARKED(7)}`);
      }
      looks += 1;
      // The first try; twice while its entries are there; once they are gone; the second try.
      return Promise.resolve(HEAD + NAMED(looks === 2 || looks === 3 ? 1 : 0) + MARKED(7));
    };
    const seen = await runWorkload(() => Promise.resolve('40001\n'), director, SPEC);
    expect(seen).to.include({ isCalm: true });
    expect([tries, looks]).to.deep.equal([2, 5]);
  });

  it('is each of several that took them together', async () => {
    const work = { ...SPEC, work: parseWork('1>1 1>1') ?? [] };
    const two = `${ENTRY}${ENTRY.replace('40001', '40002')}`;
    const seen = await run(NAMED(0) + MARKED(7), two, NAMED(1) + MARKED(8), '40001\n40002\n', work);
    expect(seen.isCalm).to.equal(true);
    expect(seen.shared?.map(({ scheduler }) => scheduler)).to.deep.equal(['rr', 'sh']);
  });

  it('is not there where nothing took the first connection and none has the name', async () => {
    const seen = await run(MARKED(7), '', MARKED(7), '40001 lost\n');
    expect(seen).to.include({ service: undefined, lost: 0 });
  });
});
