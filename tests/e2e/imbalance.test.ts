/** What the seed draws, on real nodes: the story is the same in each case, and what mends one does not mend another. */
import { expect } from 'chai';
import { drawnFrom } from '../../src/lab/draw.ts';
import { loadLab } from '../../src/lab/load.ts';
import { variantOf } from '../../src/lab/variant.ts';
import { until } from '../../src/util/until.ts';
import { parseServices, type Destination } from '../../src/parsers/ipvsadm-services.ts';
import { checkReport, lab, labFine, onNode, outcomes, ROOT } from '../helpers/lab.ts';

const LAB = await loadLab(`${ROOT}/labs/imbalance`);
const INSTANCE = 'e2e-imbalance';
const AS = ['imbalance', '--as', INSTANCE];
const on = (node: string, script: string) => onNode('imbalance', INSTANCE, node, script);

/** A seed that draws the word. */
const seedOf = (word: string): string =>
  Array.from({ length: 100 }, (_, index) => `student-${index}`).find(
    (seed) => drawnFrom(variantOf(LAB, seed).lab)?.id === word,
  ) ?? '';

/** The idle one first. */
async function table(): Promise<Destination[]> {
  const [service] = parseServices(await on('lvs01', 'ipvsadm -Ln'));
  return (service?.destinations ?? []).toSorted((a, b) => a.inactiveConnections - b.inactiveConnections);
}

const inactive = async (): Promise<number> => (await table()).at(-1)?.inactiveConnections ?? 0;

const shared = async (): Promise<boolean> => (await checkReport('imbalance', INSTANCE, ['shared'])).passed;
const choose = (scheduler: string): Promise<string> =>
  on('lvs01', `ipvsadm -E $(ipvsadm -Sn | grep -o -- '-t [^ ]*' | head -n 1) -s ${scheduler}`);

for (const word of (LAB.draw ?? []).map(({ id }) => id)) {
  describe(`the lab imbalance, where ${word} is drawn`, function () {
    this.timeout(240_000);
    before(() => labFine(['start', ...AS, '--variant', seedOf(word)]));
    after(() => labFine(['stop', ...AS]));

    it('begins with all connections on one server, and scores nothing', async () => {
      const isLoaded = async (): Promise<boolean> => (await table()).length === 2 && (await inactive()) >= 12_700;
      // IPVS forgets a closed connection after two minutes.
      const came = await until(isLoaded, 100_000);
      expect(came, `the table is\n${await on('lvs01', 'ipvsadm -Ln')}`).to.equal(true);
      const [idle, busy] = await table();
      expect(idle).to.deep.include({ activeConnections: 0, inactiveConnections: 0 });
      expect(busy?.inactiveConnections).to.be.within(12_700, 14_000);
      expect(outcomes(await checkReport('imbalance', INSTANCE))).to.deep.equal({
        passed: [],
        failed: ['cause', 'shared'],
        notJudged: ['newcomers'],
      });
    });

    it('does not say so anywhere but in the tables', async () => {
      const { stdout, stderr } = await lab(['status', ...AS, '--json']);
      expect(stdout + stderr).to.not.match(/persistence|scheduler|weight|keepalive/);
      expect(await on('lvs01', 'grep -rl ipvsadm /etc/lab || :')).to.equal('');
    });

    it('is solved by looking', async () => {
      await labFine(['solve', ...AS]);
      expect((await on('lvs01', 'cat /root/cause')).trim()).to.equal(word);
      expect(await checkReport('imbalance', INSTANCE)).to.deep.include({ passed: true, points: 100 });
    });
  });
}

describe('the lab imbalance, mended in another way', function () {
  this.timeout(120_000);
  before(() => labFine(['start', ...AS, '--variant', seedOf('keepalive')]));
  after(() => labFine(['stop', ...AS]));

  it('another scheduler moves no connection, and nginx that ends them does', async () => {
    expect(await until(async () => (await table()).length === 2, 60_000)).to.equal(true);
    await choose('wrr');
    expect(await shared()).to.equal(false);
    const renewing = `echo 'keepalive_requests 5;' > /etc/nginx/conf.d/keepalive.conf; /etc/init.d/nginx reload`;
    await Promise.all([on('web01', renewing), on('web02', renewing)]);
    expect(await shared()).to.equal(true);
  });
});
