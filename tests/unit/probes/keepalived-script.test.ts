import { expect } from 'chai';
import { readKeepalived } from '../../../src/probes/keepalived-script.ts';
import { parseSnapshot } from '../../../src/probes/snapshot-script.ts';
import { nodeSeen } from '../../../src/probes/snapshot.ts';
import { exp2, exp2With, snapshotOutput } from '../../helpers/snapshot.ts';
import { recorded } from '../parsers/recordings.ts';

const PARTS = {
  'keepalived-file': '/etc/keepalived/keepalived.conf\n',
  'keepalived-conf': recorded('keepalived-conf-tutorial'),
  'keepalived-test': recorded('keepalived-test-tutorial'),
  'keepalived-pid': '312\n',
  'keepalived-json': recorded('keepalived-json-one'),
  'keepalived-checkers': recorded('keepalived-checkers-tutorial'),
};
type Part = keyof typeof PARTS;

const without = (...parts: Part[]): Record<string, string> =>
  Object.fromEntries(Object.entries(PARTS).filter(([name]) => !parts.includes(name as Part)));

describe('readKeepalived', () => {
  it('reads all parts', () => {
    const seen = readKeepalived(PARTS);
    expect(seen).to.include({ configFile: '/etc/keepalived/keepalived.conf', isRunning: true });
    expect(seen?.configuration.map(({ words }) => words[0])).to.deep.equal([
      'global_defs',
      'vrrp_instance',
      'virtual_server',
    ]);
    expect(seen?.messages.map(({ line }) => line)).to.deep.equal([32, 40, 49]);
    expect(seen?.instances.map(({ name }) => name)).to.deep.equal(['VI_1']);
    expect(seen?.checkers.map(({ server }) => server.address)).to.deep.equal(['192.168.0.223', '192.168.0.224']);
  });

  it('has none where keepalived was never set up', () => {
    expect(readKeepalived({})).to.equal(undefined);
  });

  it('has the file while no daemon runs', () => {
    const seen = readKeepalived(without('keepalived-pid', 'keepalived-json', 'keepalived-checkers'));
    expect(seen).to.deep.include({ isRunning: false, instances: [], checkers: [] });
    expect(seen?.configuration).to.have.length(3);
  });

  it('has the daemon while its file is gone', () => {
    expect(readKeepalived(without('keepalived-file', 'keepalived-conf', 'keepalived-test'))).to.deep.include({
      configFile: '',
      configuration: [],
      messages: [],
      isRunning: true,
    });
  });

  it('has no instances while the daemon has written none, or an empty file', () => {
    expect(readKeepalived(without('keepalived-json'))).to.deep.include({ isRunning: true, instances: [] });
    expect(readKeepalived({ ...PARTS, 'keepalived-json': '\n' })).to.deep.include({ instances: [] });
  });

  it('tells a daemon that has nothing to do from one that was too busy to answer', () => {
    expect(readKeepalived({ ...PARTS, 'keepalived-json': '' })).not.to.have.property('isIdle');
    expect(readKeepalived(without('keepalived-json', 'keepalived-checkers'))).to.include({
      isRunning: true,
      isIdle: true,
    });
    const stopped = without('keepalived-pid', 'keepalived-json', 'keepalived-checkers');
    expect(readKeepalived(stopped)).not.to.have.property('isIdle');
  });

  it('is part of a snapshot', () => {
    const { keepalived } = parseSnapshot(snapshotOutput('exp2-tutorial-lvs01'), '@@lab');
    expect(keepalived).to.deep.equal({ ...readKeepalived(PARTS), instances: keepalived?.instances });
    expect(JSON.parse(JSON.stringify(keepalived))).to.deep.equal(nodeSeen(exp2With('tutorial'), 'lvs01').keepalived);
  });

  it('is not part of the snapshot of a node without it', () => {
    expect(nodeSeen(exp2(), 'web01').keepalived).to.equal(undefined);
  });
});
