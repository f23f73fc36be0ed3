import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { execa } from 'execa';
import type { PacedRequest } from '../../../src/models/failover.ts';
import { parseProber, PROBER_SCRIPT } from '../../../src/probes/prober-script.ts';
import { parseErrorOf, recorded } from '../parsers/recordings.ts';

const answers = (name: string): boolean[] =>
  parseProber(recorded(name)).requests.map(({ answered }) => answered !== undefined);

describe('parseProber', () => {
  it('gives nothing where nothing was printed', () => {
    expect(parseProber('')).to.deep.equal({ requests: [], marks: {} });
  });

  it('reads answers and marks', () => {
    const output = 'mark trigger 1795344183.500000\nrequest 1795344183.553836 1795344183.554836 200\n';
    expect(parseProber(output)).to.deep.equal({
      requests: [{ sent: 1795344183.553836, answered: 1795344183.554836, status: 200 }],
      marks: { trigger: 1795344183.5 },
    });
  });

  it('reads how the page began', () => {
    const page = Buffer.from('道歉页面').toString('hex');
    const { requests } = parseProber(
      `request 1795344183.5 1795344183.6 503 ${page}\nrequest 1795344183.7 1795344183.8 200 \n`,
    );
    expect(requests.map(({ status, page: text }) => [status, text])).to.deep.equal([
      [503, '道歉页面'],
      [200, undefined],
    ]);
  });

  it('has the requests in the order of sending, though those that were lost end last', () => {
    const lost = 'request 1795344183.100000 - 0 silent';
    const answered = 'request 1795344183.200000 1795344183.300000 200';
    const { requests } = parseProber(`${answered}\n${lost}\n`);
    expect(requests.map(({ sent, answered: at }) => [sent, at])).to.deep.equal([
      [1795344183.1, undefined],
      [1795344183.2, 1795344183.3],
    ]);
  });

  it('answers all that a server answered, and none that was refused or met silence', () => {
    expect(answers('prober-served')).to.deep.equal(Array.from({ length: 9 }, () => true));
    expect(answers('prober-refused')).to.deep.equal(Array.from({ length: 4 }, () => false));
    expect(answers('prober-silent')).to.deep.equal(Array.from({ length: 4 }, () => false));
  });

  const broken = [
    'request 1795344183.553836 200',
    'request 1795344183 1795344184 200',
    'request 1795344183.5 - ',
    'request 1795344183.5 1795344183.6 200 refused',
    'mark 1795344183.553836',
    'Undefined subroutine &main::socket called at -e line 12.',
  ];
  for (const line of broken) {
    it(`refuses ${JSON.stringify(line)}`, () => {
      const error = parseErrorOf(() => parseProber(`mark end 1795344183.5\n${line}\n`));
      expect(error).to.include({ what: 'a line of the prober', line: 2, text: line.trim() });
    });
  }
});

/** What it makes of a server on 127.0.0.1; `accept` is what the server does with a connection. */
async function outcomes(
  accept: ((socket: Socket) => void) | undefined,
  outcomeOf = ({ status, loss }: PacedRequest): unknown => loss ?? status,
): Promise<unknown[]> {
  const server = createServer(accept);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  if (!accept) server.close();
  const words = ['127.0.0.1', String(port), '/', '20', '600'];
  const prober = execa('perl', ['-e', PROBER_SCRIPT, ...words], { stdin: 'pipe' });
  await delay(60);
  prober.stdin.end();
  const { stdout } = await prober;
  server.close();
  const { requests } = parseProber(`${stdout}\n`);
  return [...new Set(requests.map(outcomeOf))];
}

describe('PROBER_SCRIPT', () => {
  it('has the status of an answer', async () => {
    expect(await outcomes((socket) => socket.end('HTTP/1.0 503 no\r\n\r\n'))).to.deep.equal([503]);
  });

  it('has the page of an answer, without what is around it', async () => {
    const answer = 'HTTP/1.1 200 OK\r\nServer: x\r\n\r\n\n192.168.0.223 bbs \n';
    const server = (socket: Socket): void => void socket.once('data', () => socket.end(answer));
    expect(await outcomes(server, ({ page }) => page)).to.deep.equal(['192.168.0.223 bbs']);
  });

  it('tells a request that was refused, one that was cut off, and one that met silence', async () => {
    expect(await outcomes(undefined)).to.deep.equal(['refused']);
    expect(await outcomes((socket) => void socket.end())).to.deep.equal(['cut']);
    expect(await outcomes((socket) => void socket.resume())).to.deep.equal(['silent']);
  });
});
