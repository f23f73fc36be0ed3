import { expect } from 'chai';
import { machineView as schema, type MachineView } from '../../../src/contract/views.ts';
import { machineView, vipsOf, type MachineState } from '../../../src/live/machine-view.ts';
import { nodeSeen, type Snapshot } from '../../../src/probes/snapshot.ts';
import { LAB } from '../../helpers/judge.ts';
import { solved, solvedWith, takeAddress } from '../../helpers/snapshot.ts';

const VIP = '192.168.0.240';

function viewOf(name: string, snapshot: Snapshot = solved(), state: Partial<MachineState> = {}): MachineView {
  const node = LAB.nodes.find((one) => one.name === name);
  if (!node) throw new RangeError(name);
  const seen = { snapshot: nodeSeen(snapshot, name), stats: [] };
  const view = machineView(
    LAB,
    node,
    { container: 'running', kernel: 'host', isCutOff: false, seen, ...state },
    snapshot,
  );
  expect(schema.safeParse(view).error).to.equal(undefined);
  return view;
}

/** web01 with these values of arp_ignore, and one on lo that must not matter. */
const ignoring = (all: string, eth0: string): Snapshot =>
  solvedWith('web01', (seen) => {
    seen.sysctls['net.ipv4.conf.all.arp_ignore'] = all;
    seen.sysctls['net.ipv4.conf.eth0.arp_ignore'] = eth0;
    seen.sysctls['net.ipv4.conf.lo.arp_ignore'] = '8';
  });

describe('what the page shows of a machine', () => {
  it('knows the VIPs of the lab', () => {
    expect(vipsOf(LAB)).to.deep.equal([VIP]);
  });

  it('of a director: the VIP that answers ARP, the table, where packets go by default', () => {
    const { extras, ipvs, gateways, interfaces } = viewOf('lvs01');
    expect(extras).to.have.length(1);
    expect(extras[0]).to.deep.include({ address: VIP, isVip: true });
    expect(extras[0]?.arp).to.include({ answers: true, ignore: 0 });
    expect(ipvs?.services[0]).to.deep.include({ name: `TCP ${VIP}:80`, scheduler: 'rr', persistenceSeconds: 20 });
    expect(
      ipvs?.services[0]?.destinations.map(({ endpoint, node, method }) => [endpoint, node, method]),
    ).to.have.deep.members([
      ['192.168.0.223:80', 'web01', 'dr'],
      ['192.168.0.224:80', 'web02', 'dr'],
    ]);
    expect(gateways).to.deep.equal(['192.168.0.100']);
    expect(interfaces[0]).to.include({ name: 'eth0', mac: '02:42:c0:a8:00:d2', isThere: true, isUp: true });
  });

  it('of a real server: the VIP that is accepted and does not answer ARP', () => {
    const [vip] = viewOf('web01').extras;
    expect(vip).to.deep.include({ address: VIP, device: 'lo', isVip: true });
    expect(vip?.arp).to.include({ answers: false, ignore: 1 });
  });

  it('the larger arp_ignore of all and the interface is in force, and that of lo is not', () => {
    expect(viewOf('web01', ignoring('0', '0')).extras[0]?.arp?.answers).to.equal(true);
    expect(viewOf('web01', ignoring('0', '1')).extras[0]?.arp).to.include({ answers: false, ignore: 1 });
    expect(viewOf('web01', ignoring('1', '0')).extras[0]?.arp).to.include({ answers: false, ignore: 1 });
  });

  it('an interface without ARP answers nobody', () => {
    const snapshot = solvedWith('lvs01', (seen) => {
      for (const link of seen.links) if (link.name === 'eth0') link.noArp = true;
    });
    expect(viewOf('lvs01', snapshot).extras[0]?.arp?.answers).to.equal(false);
  });

  it('a machine that has lost its VIP, or the address that the lab gave it', () => {
    expect(
      viewOf(
        'lvs01',
        solvedWith('lvs01', (seen) => takeAddress(seen, VIP)),
      ).extras,
    ).to.deep.equal([]);
    const lost = viewOf(
      'web01',
      solvedWith('web01', (seen) => takeAddress(seen, '192.168.0.223')),
    );
    expect(lost.interfaces[0]?.isThere).to.equal(false);
  });

  it('of a gateway: its rules in short, with what they have counted, and forwarding', () => {
    const { nat, forwarding } = viewOf('gateway');
    expect(forwarding).to.equal(true);
    expect(nat.map(({ summary }) => summary)).to.deep.equal([
      `DNAT 192.168.200.100:80 → ${VIP}`,
      'SNAT 192.168.0.0/24 → 192.168.200.100',
    ]);
  });

  it('of a client: its ARP entry for the VIP with the machine that has the MAC, and that it has none', () => {
    const entry = (change: (seen: Snapshot) => void): MachineView['arp'] => {
      const snapshot = solved();
      change(snapshot);
      return viewOf('lanclient', snapshot).arp;
    };
    const put = (neighbours: { mac: string | undefined; states: string[] }[]) => (snapshot: Snapshot) => {
      nodeSeen(snapshot, 'lanclient').neighbours = neighbours.map((one) => ({ address: VIP, device: 'eth0', ...one }));
    };
    expect(entry(put([]))).to.deep.equal([{ address: VIP, state: 'none' }]);
    expect(entry(put([{ mac: '02:42:c0:a8:00:df', states: ['STALE'] }]))).to.deep.equal([
      { address: VIP, mac: '02:42:c0:a8:00:df', node: 'web01', state: 'STALE' },
    ]);
    expect(entry(put([{ mac: undefined, states: ['FAILED'] }]))).to.deep.equal([{ address: VIP, state: 'FAILED' }]);
    expect(viewOf('wanclient').arp).to.deep.equal([]);
  });

  it('of a machine that is off, paused, cut off or gone says so, and shows nothing that is no longer so', () => {
    expect(viewOf('web01', solved(), { container: 'exited' })).to.include({ state: 'off', isSeen: false });
    expect(viewOf('web01', solved(), { container: undefined })).to.include({ state: 'missing', isSeen: false });
    expect(viewOf('web01', solved(), { isCutOff: true })).to.include({ state: 'cut-off', isSeen: true });
    const paused = viewOf('web01', solved(), { container: 'paused' });
    expect(paused).to.include({ state: 'paused', isSeen: true });
    expect(viewOf('web01', solved(), { container: 'exited' }).extras).to.deep.equal([]);
    expect(viewOf('web01', solved(), { seen: undefined })).to.include({ state: 'running', isSeen: false });
  });
});
