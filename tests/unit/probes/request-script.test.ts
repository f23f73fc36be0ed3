import { createServer, type AddressInfo, type Server } from 'node:net';
import { expect } from 'chai';
import { execa } from 'execa';
import { parseRequests, requestWords, REQUEST_SCRIPT } from '../../../src/probes/request-script.ts';
import { ParseError } from '../../../src/parsers/parse-error.ts';

const hex = (text: string): string => Buffer.from(text).toString('hex');

describe('parseRequests', () => {
  it('reads what a client printed, in the order in which the requests ended', () => {
    const output =
      `192.168.0.18 0 200 0.001396 51008 1 1 2 ${hex('192.168.0.224 bbs\n')}\n` +
      '192.168.0.17 7 000 0.000498 0 1 0 0 \nend 2\n';
    expect(parseRequests(output)).to.deep.equal([
      {
        source: '192.168.0.18',
        sourcePort: 51_008,
        exitCode: 0,
        status: 200,
        body: '192.168.0.224 bbs\n',
        durationMs: 1,
        syns: 1,
        synAcks: 1,
        answeredMs: 2,
      },
      {
        source: '192.168.0.17',
        sourcePort: 0,
        exitCode: 7,
        status: 0,
        body: '',
        durationMs: 0,
        syns: 1,
        synAcks: 0,
        answeredMs: 0,
      },
    ]);
  });

  const rows = [
    {
      description: 'a body that stopped',
      line: `10.0.0.1 28 200 2.001000 40000 1 1 3 ${hex('192')}`,
      has: { exitCode: 28, status: 200, body: '192' },
    },
    {
      description: 'an error page',
      line: `10.0.0.1 0 403 0.001 40000 1 1 3 ${hex('forbidden')}`,
      has: { status: 403, body: 'forbidden' },
    },
    { description: 'an empty page', line: '10.0.0.1 0 200 0.001 40000 1 1 3 ', has: { status: 200, body: '' } },
    {
      description: 'a page that is not ASCII',
      line: `10.0.0.1 0 200 0.001 40000 1 1 3 ${hex('网页')}`,
      has: { body: '网页' },
    },
    {
      description: 'a SYN that left again',
      line: '10.0.0.1 0 200 1.0125 40000 2 1 3 ',
      has: { durationMs: 1013, syns: 2, synAcks: 1, answeredMs: 3 },
    },
  ];
  for (const { description, line, has } of rows) {
    it(`reads ${description}`, () => {
      const [request] = parseRequests(`${line}\nend 1\n`);
      expect(request).to.deep.include(has);
    });
  }

  it('gives none where none was sent', () => {
    expect(parseRequests('end 0\n')).to.deep.equal([]);
  });

  const broken = ['', '10.0.0.1 0 200 0.001 40000 1 1 3 \n', 'end 1\n', '10.0.0.1 0 200 0.001 40000 1 1 3 \nend 2\n'];
  for (const output of broken) {
    it(`throws for ${JSON.stringify(output)}, which was cut off`, () => {
      expect(() => parseRequests(output)).to.throw(ParseError, 'the end of the requests of a probe');
    });
  }

  for (const line of [
    'sh: 1: perl: not found',
    '10.0.0.1 0 200',
    '10.0.0.1 0 20 0.001 40000 1 1 3 31',
    '10.0.0.1 0 200 0.001 40000 1 1 3 3g',
  ]) {
    it(`throws for ${JSON.stringify(line)}`, () => {
      expect(() => parseRequests(`${line}\nend 1\n`)).to.throw(ParseError, line);
    });
  }
});

describe('requestWords', () => {
  it('ask every source, without anything to wait for, unless told otherwise', () => {
    const words = requestWords({
      device: 'eth0',
      sources: ['10.0.0.1', '10.0.0.2'],
      url: 'http://10.0.0.9/',
      atOnce: 1,
    });
    expect(words).to.deep.equal(['eth0', '10.0.0.1,10.0.0.2', 'http://10.0.0.9/', '2000', '0', '1', '2', '']);
  });

  it('name the pages so that none of their signs can end a word', () => {
    const spec = { device: 'eth0', sources: ['10.0.0.1'], url: 'http://10.0.0.9/', atOnce: 4, least: 1 };
    const words = requestWords({ ...spec, uploadBytes: 7, pages: ['a, b', "'"] });
    expect(words.slice(4)).to.deep.equal(['7', '4', '1', `${hex('a, b')},${hex("'")}`]);
  });
});

/** The client itself, from addresses of the loopback device, where it may hear the wire. */
const run = async (
  port: number,
  words: { sources: string[]; atOnce: number; least: number; pages?: string[]; uploadBytes?: number },
) => {
  const [, perl = ''] = /perl -e '([\s\S]*)' "\$@" "\$sources"$/.exec(REQUEST_SCRIPT) ?? [];
  const { sources, ...rest } = words;
  const spec = requestWords({ device: 'lo', sources, url: `http://127.0.0.1:${port}/page`, ...rest }).slice(2);
  const { stdout } = await execa('perl', ['-e', perl, ...spec, sources.join(',')]);
  return parseRequests(stdout);
};

const mayHear = process.getuid?.() === 0;

const page = (body: string): string[] => [`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`, body];

(mayHear ? describe : describe.skip)('REQUEST_SCRIPT', () => {
  const servers: Server[] = [];
  after(() => servers.forEach((server) => server.close()));

  /** Each connection gets the next answer, in pieces; null: it is closed at once. */
  const serving = async (answers: (string[] | null)[]): Promise<{ port: number; heard: string[] }> => {
    const heard: string[] = [];
    let count = 0;
    const server = createServer((socket) => {
      const answer = answers[Math.min(count, answers.length - 1)];
      count += 1;
      socket.on('error', () => {});
      if (!answer) return socket.end();
      return socket.once('data', (chunk) => {
        heard.push(chunk.toString());
        for (const piece of answer) socket.write(piece);
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as AddressInfo).port, heard };
  };

  const two = ['127.0.0.2', '127.0.0.3'];

  it('asks as curl does, from each source, and hears one SYN and one SYN-ACK', async () => {
    const { port, heard } = await serving([page('web01\n')]);
    const seen = await run(port, { sources: two, atOnce: 1, least: 2 });
    expect(seen.map(({ source, status, body, syns, synAcks }) => [source, status, body, syns, synAcks])).to.deep.equal([
      ['127.0.0.2', 200, 'web01\n', 1, 1],
      ['127.0.0.3', 200, 'web01\n', 1, 1],
    ]);
    expect(heard[0]).to.match(
      /^GET \/page HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\nUser-Agent: curl\/[\d.]+\r\nAccept: \*\/\*\r\n\r\n$/,
    );
  });

  it('goes on until every page has come, and no longer', async () => {
    const { port } = await serving([page('web01\n'), page('web01\n'), page('web02\n'), page('web01\n')]);
    const sources = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6'];
    const seen = await run(port, { sources, atOnce: 1, least: 2, pages: ['web01', 'web02'] });
    expect(seen.map(({ body }) => body.trim())).to.deep.equal(['web01', 'web01', 'web02']);
  });

  it('stops at the first that gets no page, one after another', async () => {
    const { port } = await serving([page('web01\n'), null]);
    const seen = await run(port, { sources: [...two, '127.0.0.4'], atOnce: 1, least: 3 });
    expect(seen.map(({ exitCode }) => exitCode)).to.deep.equal([0, 52]);
  });

  it('puts together what comes in chunks', async () => {
    const { port } = await serving([
      ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nweb', '01\r\n3;x\r\n bb\r\n0\r\n\r\n'],
    ]);
    const [seen] = await run(port, { sources: ['127.0.0.2'], atOnce: 1, least: 1 });
    expect(seen).to.deep.include({ exitCode: 0, status: 200, body: 'web01 bb' });
  });

  it('tells of an upload what it was offered, what a segment carried, and the MTU of the way', async () => {
    const { port } = await serving([page('web01\n')]);
    const [upload] = await run(port, { sources: ['127.0.0.2'], atOnce: 1, least: 1, uploadBytes: 1000 });
    const { offered = 0, segment = 0, mtu = 0 } = upload?.sent ?? {};
    expect(mtu).to.be.at.least(16_000);
    expect(offered).to.be.within(mtu / 2, mtu - 40);
    expect(segment).to.be.within(offered / 2, offered);
    const [plain] = await run(port, { sources: ['127.0.0.2'], atOnce: 1, least: 1 });
    expect(plain).not.to.have.property('sent');
  });

  it('says as curl does that nobody listens', async () => {
    const { port } = await serving([null]);
    servers.pop()?.close();
    const [seen] = await run(port, { sources: ['127.0.0.2'], atOnce: 1, least: 1 });
    expect(seen).to.deep.include({ exitCode: 7, status: 0, synAcks: 0 });
  });
});
