import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { labFine } from '../helpers/lab.ts';

const INSTANCE = 'e2e-mode-compare';
const FOLDER = mkdtempSync(join(tmpdir(), 'lvs-lab-compare-'));

describe('the four modes side by side', () => {
  before(() => labFine(['start', 'mode-compare', '--as', INSTANCE, '--solve']));
  after(async () => {
    rmSync(FOLDER, { recursive: true, force: true });
    await labFine(['stop', 'mode-compare', '--as', INSTANCE]);
  });

  it('1.6: prints who rewrote what at each hop, in 80 columns, and draws it', async () => {
    const text = await labFine(['check', 'mode-compare', '--as', INSTANCE, '--timelines', FOLDER], {
      env: { LAB_LANG: 'en' },
    });
    const table = text.slice(text.indexOf('hop  '));
    for (const line of table.split('\n')) expect(line).to.have.lengthOf.at.most(80);
    const client = String.raw`192\.168\.200\.\d+:\d+`;
    const hops = [
      // DR changes the MAC, and nothing else.
      String.raw`DR 192\.168\.200\.240: through lvs01 \d+ packets in, 0 back`,
      String.raw`lvs01 > web01 +00:d2 > 00:df  ${client} > 192\.168\.200\.240:80`,
      String.raw`router > client +c8:64 > c8:c8  192\.168\.200\.240:80 > ${client}`,
      String.raw`NAT 192\.168\.200\.241: through lvs01 \d+ packets in, [1-9]\d* back`,
      String.raw`lvs01 > web02 +00:d2 > 00:e0  ${client} > 192\.168\.0\.224:80`,
      String.raw`web02 > lvs01 +00:e0 > 00:d2  192\.168\.0\.224:80 > ${client}`,
      String.raw`TUN 192\.168\.200\.242: through lvs01 \d+ packets in, 0 back`,
      String.raw`lvs01 > web03 +00:d2 > 00:e1  192\.168\.0\.210 > 192\.168\.0\.225 ipip around\n +${client} > 192\.168\.200\.242:80`,
      String.raw`FULLNAT 192\.168\.200\.243: through lvs01 \d+ packets in, [1-9]\d* back`,
      String.raw`lvs01 > web04 +00:d2 > 00:e2  192\.168\.0\.23[12]:\d+ > 192\.168\.0\.226:80`,
      String.raw`lvs01 > client +c8:d2 > c8:c8  192\.168\.200\.243:80 > ${client}`,
    ];
    expect(table).to.match(new RegExp(hops.join(String.raw`\n(?:.*\n)*? +`)));
    const svg = readFileSync(join(FOLDER, 'compare.svg'), 'utf8');
    for (const word of ['DR', 'NAT', 'TUN', 'FULLNAT', '02:42:c0:a8:00:d2']) expect(svg).to.contain(word);
  });
});
