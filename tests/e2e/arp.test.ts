import { execa } from 'execa';
import { expect } from 'chai';
import { predictArp, type ArpSetting } from '../../src/models/arp.ts';
import { InstanceProbes } from '../../src/probes/run-probes.ts';
import { nodeSeen } from '../../src/probes/snapshot.ts';
import { takeSnapshot } from '../../src/probes/take-snapshot.ts';
import { loadLab } from '../../src/lab/load.ts';
import { connectEngine } from '../../src/orchestrator/connect.ts';
import { findInstance } from '../../src/orchestrator/instance.ts';
import { placesFrom } from '../../src/orchestrator/places.ts';
import { MAIN } from '../helpers/offline.ts';
import { checkReport, labFine, onNode, outcomes, ROOT } from '../helpers/lab.ts';

const INSTANCE = 'e2e-arp';
const on = (node: string, script: string) => onNode('arp', INSTANCE, node, script);

/** What a check must leave as it was. */
const STATE = 'ip -o -4 address; grep . /proc/sys/net/ipv4/conf/*/arp_ignore /proc/sys/net/ipv4/conf/*/arp_announce';

const RIP = { address: '192.168.0.223' };
const VIP = { address: '192.168.0.240' };
const FOREIGN = { address: '192.168.100.240' };
/** More than the lab asks: addresses in every place, and askers of both subnets. */
const CASES = [
  RIP,
  VIP,
  FOREIGN,
  { address: '192.168.0.241' },
  { address: '192.168.100.223' },
  { address: '192.168.0.9' },
].flatMap((one) => [one, { ...one, asker: '192.168.100.220' }]);
const SOURCES = [RIP, VIP, FOREIGN, { address: '192.168.100.223' }];

/** What the rules tell, and what a kernel does. */
async function compare(setting: ArpSetting, values: number[]): Promise<{ told: string[][]; measured: string[][] }> {
  const lab = await loadLab(`${ROOT}/labs/arp`);
  const engine = await connectEngine(process.env, placesFrom(process.env));
  const instance = (await findInstance(engine, INSTANCE)) ?? expect.fail(`no instance ${INSTANCE}`);
  const snapshot = await takeSnapshot(engine, instance.nodes);
  const probes = new InstanceProbes(engine, lab, instance, snapshot, new AbortController().signal);
  const cases = setting === 'arp_ignore' ? CASES : SOURCES;
  const rows = await probes.arpMatrix({ node: 'web01', from: 'lanclient', setting, values, cases });
  const addresses = nodeSeen(snapshot, 'web01').addresses.filter(({ family }) => family === 'inet');
  const told = rows.map(({ value, cells }) =>
    cells.map(({ target, sender = '' }, index) => {
      const peer = setting === 'arp_ignore' ? sender : target;
      const address = cases[index]?.address ?? '';
      return predictArp[setting](addresses, value, { device: 'eth0', address, peer }).outcome;
    }),
  );
  return { told, measured: rows.map(({ cells }) => cells.map(({ outcome }) => outcome)) };
}

describe('the lab arp', () => {
  before(() => labFine(['start', 'arp', '--as', INSTANCE, '--solve']));
  after(() => labFine(['stop', 'arp', '--as', INSTANCE]));

  it('2.3: solved it scores full marks, and its check leaves all as it was', async () => {
    const before = await on('web01', STATE);
    const report = await checkReport('arp', INSTANCE);
    expect(outcomes(report)).to.deep.include({ failed: [], notJudged: [] });
    expect(report.points).to.equal(100);
    expect(await on('web01', STATE)).to.equal(before);
  });

  it('a kernel answers as the rules tell, with every value from 0 to 9', async () => {
    await on('web01', 'ip address add 192.168.0.9/32 dev eth0');
    const { told, measured } = await compare('arp_ignore', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await on('web01', 'ip address del 192.168.0.9/32 dev eth0');
    expect(measured).to.deep.equal(told);
    expect(measured.flat()).to.include.members(['yes', 'no']);
  });

  it('a kernel asks as the rules tell, with every value from 0 to 3', async () => {
    const { told, measured } = await compare('arp_announce', [0, 1, 2, 3]);
    expect(measured).to.deep.equal(told);
  });

  it('3 on eth0 undoes 1 on all: the larger value is not the stricter one', async () => {
    await labFine(['break', 'arp', 'larger-is-looser', '--as', INSTANCE]);
    expect(await on('lanclient', 'arping -c 1 192.168.0.240')).to.contain('02:42:c0:a8:00:df');
    await labFine(['repair', 'arp', 'larger-is-looser', '--as', INSTANCE]);
    expect(await on('lanclient', 'arping -c 1 192.168.0.240')).to.not.contain('02:42:c0:a8:00:df');
  });

  it('puts the values back though the check is killed while it measures', async () => {
    const before = await on('web01', STATE);
    const words = ['check', 'arp', '--as', INSTANCE, '--only', 'ignore-8'];
    const check = execa(process.execPath, [MAIN, ...words], { reject: false });
    await on('web01', 'until grep -qx 8 /proc/sys/net/ipv4/conf/all/arp_ignore; do sleep 0.02; done');
    check.kill('SIGKILL');
    await check;
    await on('web01', 'until grep -qx 1 /proc/sys/net/ipv4/conf/all/arp_ignore; do sleep 0.02; done; sleep 0.2');
    expect(await on('web01', STATE)).to.equal(before);
  });

  it('shows nothing of a row that is not predicted', async () => {
    await on('lanclient', 'sed -i "s/^arp_ignore 3 .*/arp_ignore 3 yes yes yes ? no/" /root/prediction');
    const { checks } = await checkReport('arp', INSTANCE, ['ignore-3']);
    expect(checks[0]).to.deep.include({ passed: false, reason: 'arp_ignore 3, vip: not predicted yet', evidence: [] });
  });
});
