import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { FILE_SCRIPT, parseRequests } from '../../../src/observe/probe-scripts.ts';
import { ParseError } from '../../../src/parsers/parse-error.ts';

describe('parseRequests', () => {
  it('reads what a client printed', () => {
    const output = '- 0 200 0.001396 51008 MTkyLjE2OC4wLjIyNCBiYnMK\n- 7 000 0.000498 0 \n';
    expect(parseRequests(output, 2)).to.deep.equal([
      { source: '', sourcePort: 51008, exitCode: 0, status: 200, body: '192.168.0.224 bbs\n', durationMs: 1 },
      { source: '', sourcePort: 0, exitCode: 7, status: 0, body: '', durationMs: 0 },
    ]);
  });

  it('reads the sources of requests that ended in another order', () => {
    const output =
      '192.168.0.18 0 200 0.001152 40001 MTkyLjE2OC4wLjIyMyBiYnMK\n' +
      '192.168.0.17 0 200 0.002826 40000 MTkyLjE2OC4wLjIyNCBiYnMK\n';
    expect(parseRequests(output, 2).map(({ source, sourcePort }) => [source, sourcePort])).to.deep.equal([
      ['192.168.0.18', 40001],
      ['192.168.0.17', 40000],
    ]);
  });

  const rows = [
    {
      description: 'a body that stopped',
      line: '- 28 200 2.001000 40000 MTky',
      has: { exitCode: 28, status: 200, body: '192' },
    },
    { description: 'an error page', line: '- 0 403 0.001 40000 Zm9yYmlkZGVu', has: { status: 403, body: 'forbidden' } },
    { description: 'an empty page', line: '- 0 200 0.001 40000 ', has: { status: 200, body: '' } },
    { description: 'a page that is not ASCII', line: '- 0 200 0.001 40000 572R6aG1', has: { body: '网页' } },
    { description: 'milliseconds, rounded', line: '- 0 200 0.0125 40000 ', has: { durationMs: 13 } },
    { description: 'a port that curl does not know', line: '- 7 000 0 -1 ', has: { sourcePort: 0 } },
    { description: 'the line end of a terminal', line: '- 0 200 0.001 40000 MTky\r', has: { body: '192' } },
  ];
  for (const { description, line, has } of rows) {
    it(`reads ${description}`, () => {
      const [request] = parseRequests(`${line}\n`, 1);
      expect(request).to.deep.include(has);
    });
  }

  it('gives none where none was asked for', () => {
    expect(parseRequests('', 0)).to.deep.equal([]);
  });

  it('throws when there are fewer than were asked for: what was cut off did not go well', () => {
    expect(() => parseRequests('', 2)).to.throw(ParseError, 'line 1: expected 2 requests of a probe');
    expect(() => parseRequests('- 0 200 0.001 40000 MTky\n', 2)).to.throw(
      Error,
      'line 2: expected 2 requests of a probe',
    );
  });

  const broken = [
    'sh: 1: curl: not found',
    '- 0 200',
    '- 0 20 0.001 40000 MTky',
    '- 0 200 0.001 40000 M!',
    '- 0 200 0.001',
  ];
  for (const line of broken) {
    it(`throws for ${JSON.stringify(line)}`, () => {
      expect(() => parseRequests(`${line}\n`, 1)).to.throw(Error, line);
    });
  }
});

/** With the tools of this machine. */
const read = async (path: string): Promise<string | undefined> => {
  const script = FILE_SCRIPT.replace(/^export PATH=.*\n/, '');
  const { exitCode, stdout } = await execa('sh', ['-c', script, 'sh', path], {
    stripFinalNewline: false,
    reject: false,
  });
  return exitCode === 0 ? stdout : undefined;
};
describe('FILE_SCRIPT', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-lab-text-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('tells a file that is empty from none, and takes no folder for one', async () => {
    writeFileSync(join(folder, 'cause'), '\nweight\n');
    writeFileSync(join(folder, 'empty'), '');
    expect(await read(join(folder, 'cause'))).to.equal('\nweight\n');
    expect(await read(join(folder, 'empty'))).to.equal('');
    expect(await read(join(folder, 'none'))).to.equal(undefined);
    expect(await read(folder)).to.equal(undefined);
  });

  it('reads no more than the beginning', async () => {
    writeFileSync(join(folder, 'long'), 'x'.repeat(20_000));
    expect(await read(join(folder, 'long'))).to.have.lengthOf(16_384);
  });
});
