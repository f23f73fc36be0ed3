import { expect } from 'chai';
import { execa } from 'execa';
import { createServer, type AddressInfo } from 'node:net';
import { parsePorts, WORKLOAD_PERL, type Ports } from '../../../src/probes/workload-script.ts';

describe('a workload', () => {
  const server = createServer((socket) => void socket.on('error', () => {}));
  before(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  after(() => new Promise<unknown>((resolve) => void server.close(resolve)));

  const run = async (work: string[]): Promise<Ports> => {
    const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { stdout } = await execa('perl', ['-e', WORKLOAD_PERL, '127.0.0.2,127.0.0.3', target, work.join(' ')]);
    return parsePorts(`${stdout}\n`, work.filter((word) => word.includes('>')).length);
  };

  // Among a thousand ports that are free again the kernel gives some a second time: about twenty.
  it('uses no port of a source twice, also when its connection has ended', async () => {
    const { ports } = await run(Array.from({ length: 1000 }, (_, index) => `1>1 x${index + 1}`));
    expect(ports).to.not.include(0);
    expect(new Set(ports).size).to.equal(1000);
  });

  it('says of a connection that is not accepted, and of those after it, that they are not', async () => {
    const { stdout } = await execa('perl', ['-e', WORKLOAD_PERL, '127.0.0.2', '127.0.0.1:1', '1>1 1>1 x2 x1 .']);
    expect(stdout).to.match(/^\d{4,5} lost\n0$/);
  });
});

describe('the output of a workload', () => {
  it('is a port for each connection, 0 for one that was not tried, and which was not accepted', () => {
    expect(parsePorts('43210\n43212 lost\n0\n', 3)).to.deep.equal({ ports: [43210, 43212, 0], lost: 1 });
    expect(parsePorts('43210\n', 1)).to.deep.equal({ ports: [43210], lost: undefined });
  });

  it('is refused when it was cut off, or is something else', () => {
    expect(() => parsePorts('43210\n', 2)).to.throw('line 2: expected 2 ports of a workload');
    expect(() => parsePorts('bind: in use\n', 1)).to.throw('a port of a workload');
  });
});
