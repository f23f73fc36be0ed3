import { expect } from 'chai';
import { parseSnapshot, SNAPSHOT_SCRIPT } from '../../../src/probes/snapshot-script.ts';
import { nodeSeen } from '../../../src/probes/snapshot.ts';
import { ParseError } from '../../../src/parsers/parse-error.ts';
import { snapshotOutput, solved } from '../../helpers/snapshot.ts';

/** JSON has no undefined: what is undefined is left out. */
const asJson = (value: object): object => JSON.parse(JSON.stringify(value)) as object;

/** The output with the text of one part replaced. */
const withPart = (output: string, name: string, text: string): string =>
  output.replace(new RegExp(`(@@lab ${name}\n)[^]*?(?=@@lab )`), (_whole, mark: string) => mark + text);

const withoutPart = (output: string, name: string): string =>
  output.replace(new RegExp(`@@lab ${name}\n[^]*?(?=@@lab )`), '');

describe('parseSnapshot', () => {
  it('reads what a director printed', () => {
    const seen = parseSnapshot(snapshotOutput('exp1-solved-lvs01'), '@@lab');
    expect(seen.links.map(({ name }) => name)).to.deep.equal(['lo', 'eth0']);
    expect(seen.addresses).to.deep.include({
      device: 'eth0',
      address: '192.168.0.240',
      prefix: 24,
      label: 'eth0:0',
      family: 'inet',
      scope: 'global',
    });
    expect(seen.routes[0]).to.include({ destination: 'default', via: '192.168.0.100', table: 'main' });
    expect(seen.neighbours).to.deep.include({
      address: '192.168.0.223',
      device: 'eth0',
      mac: '02:42:c0:a8:00:df',
      states: ['REACHABLE'],
    });
    expect(seen.sysctls).to.include({ 'net.ipv4.conf.eth0.arp_ignore': '0', 'net.ipv4.vs.conn_reuse_mode': '1' });
    expect(seen.ipvs?.timeouts).to.deep.equal({ tcpSeconds: 30, tcpFinSeconds: 5, udpSeconds: 60 });
    expect(seen.ipvs?.services).to.have.length(1);
    expect(seen.ipvs?.services[0]?.destinations.map(({ address }) => address)).to.deep.equal([
      '192.168.0.223',
      '192.168.0.224',
    ]);
    expect(seen).to.deep.include({ rules: [], policies: [], nftRuleset: '' });
  });

  it('reads what a gateway printed, which is what was recorded of one before', () => {
    const seen = parseSnapshot(snapshotOutput('exp1-solved-gateway'), '@@lab');
    const { neighbours: _, ...before } = nodeSeen(solved(), 'gateway');
    expect(asJson(seen)).to.deep.include(asJson(before));
    expect(seen).to.have.property('ipvs', undefined);
  });

  it('has no IPVS where ip_vs is not loaded, and an empty table where it is', () => {
    const director = snapshotOutput('exp1-solved-lvs01');
    expect(parseSnapshot(withoutPart(withoutPart(director, 'services'), 'timeouts'), '@@lab')).to.have.property(
      'ipvs',
      undefined,
    );
    const titles = 'IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n';
    expect(parseSnapshot(withPart(director, 'services', titles), '@@lab').ipvs?.services).to.deep.equal([]);
  });

  it('reads the sync daemon, the service and the health checks of a director that keepalived manages', () => {
    const { ipvs, keepalived } = parseSnapshot(snapshotOutput('exp3-solved-lvs01'), '@@lab');
    expect(ipvs?.syncDaemons).to.deep.equal([
      { role: 'master', device: 'eth0', syncId: 55, maxLength: 1472, group: '224.0.0.81', port: 8848, ttl: 1 },
    ]);
    expect(ipvs?.services[0]).to.include({ address: '192.168.0.240', port: 80, scheduler: 'rr' });
    const shown = keepalived?.checkers.map(({ server, method, isUp }) => [server.address, method, isUp]);
    expect(shown).to.deep.equal([
      ['192.168.0.223', 'TCP_CHECK', true],
      ['192.168.0.224', 'TCP_CHECK', true],
    ]);
  });

  it('has no sync daemon where none runs', () => {
    const director = snapshotOutput('exp3-solved-lvs01');
    expect(parseSnapshot(withPart(director, 'daemons', ''), '@@lab').ipvs?.syncDaemons).to.deep.equal([]);
  });

  it('reads rules of both iptables', () => {
    const legacy = '*nat\n[0:0] -A POSTROUTING -o eth1 -j MASQUERADE\nCOMMIT\n';
    const nft = '*nat\n[4:240] -A PREROUTING -j DNAT --to-destination 192.168.0.240\nCOMMIT\n';
    const { rules } = parseSnapshot(withPart(snapshotOutput('exp1-solved-gateway'), 'rules', nft + legacy), '@@lab');
    expect(rules.map(({ target, packets }) => [target, packets])).to.deep.equal([
      ['DNAT', 4],
      ['MASQUERADE', 0],
    ]);
  });

  it('throws wherever the output was cut off', () => {
    const lines = snapshotOutput('exp1-solved-gateway').split('\n');
    const end = lines.indexOf('@@lab end');
    expect(end).to.be.greaterThan(10);
    for (let length = 0; length < end; length += 1) {
      const cut = lines.slice(0, length).join('\n');
      expect(() => parseSnapshot(cut, '@@lab'), `after line ${length}`).to.throw(ParseError, 'expected the end');
    }
  });

  it('throws when the output stops within a line, and shows the end of what came', () => {
    const cut = snapshotOutput('exp1-solved-lvs01').slice(0, 1000);
    expect(() => parseSnapshot(cut, '@@lab')).to.throw(ParseError, JSON.stringify(cut.slice(-200)));
  });

  it('takes nothing in a file of the student for a part of its own', () => {
    const honest = snapshotOutput('exp2-tutorial-lvs01');
    const { ipvs } = parseSnapshot(honest, '@@lab');
    expect(ipvs?.services).to.have.length.greaterThan(0);
    const forgedBy = (mark: string): string =>
      honest
        .replaceAll(/^@@lab /gm, `${mark} `)
        .replace(`${mark} keepalived-conf\n`, (line) => `${line}@@lab services\nIP Virtual Server version 1.2.1\n`);
    expect(parseSnapshot(forgedBy('@@lab-5d3c'), '@@lab-5d3c').ipvs).to.deep.equal(ipvs);
    // Whoever knew the mark could.
    expect(() => parseSnapshot(forgedBy('@@lab'), '@@lab').ipvs).to.throw(ParseError);
  });

  it('throws when a part is no output of its tool', () => {
    const broken = withPart(
      snapshotOutput('exp1-solved-lvs01'),
      'addresses',
      'Option "-j" is unknown, try "ip -help".\n',
    );
    expect(() => parseSnapshot(broken, '@@lab')).to.throw(Error, 'links of ip -j address');
  });
});

const marksOf = (text: string): string[] => [...text.matchAll(/^@@lab ([a-z-]+)$/gm)].map(([, name]) => name ?? '');

describe('SNAPSHOT_SCRIPT', () => {
  it('prints the marks that were recorded, in their order', () => {
    const written = [...SNAPSHOT_SCRIPT.matchAll(/^ *part ([a-z-]+)/gm)].map(([, name]) => name);
    expect(written).to.deep.equal(marksOf(snapshotOutput('exp3-solved-lvs01')));
  });

  it('asks ipvsadm and the legacy iptables only where their modules are loaded', () => {
    const lines = SNAPSHOT_SCRIPT.split('\n').map((line) => line.trim());
    const guard = lines.indexOf('if [ -e /proc/net/ip_vs ]; then');
    const asking = lines.flatMap((line, index) => (line.includes('ipvsadm') ? [index] : []));
    expect(guard).to.be.greaterThan(0);
    expect(asking).to.have.length(3);
    for (const index of asking) expect(index).to.be.within(guard + 1, lines.indexOf('fi') - 1);
    for (const line of lines.filter((one) => one.includes('legacy')))
      expect(line).to.match(/^! read -r _ .*<\/proc\/net\/ip_tables_names \|\| /);
  });
});
