import { expect } from 'chai';
import { findNode, type LabNode } from '../../../src/lab/lab.ts';
import type { ContainerSpec } from '../../../src/orchestrator/engine.ts';
import {
  engineAddress,
  macOf,
  nodeSpec,
  type KernelMode,
  type NodePlacement,
} from '../../../src/orchestrator/node-spec.ts';
import { LAB } from '../../helpers/judge.ts';

const PLACEMENT: Omit<NodePlacement, 'kernel'> = {
  labels: { lab: 'exp1', instance: 'mine', manifest: '0123456789ab', version: '0.1.0', owner: 'kim' },
  image: 'lvs-lab/node:abc',
  subnets: { lan: '198.18.3.16/28', wan: '198.19.255.240/28' },
};

const nodeOf = (name: string): LabNode => findNode(LAB, name) ?? expect.fail(`no node ${name}`);

const specOf = (name: string, kernel: KernelMode = 'host'): ContainerSpec =>
  nodeSpec(LAB, nodeOf(name), { ...PLACEMENT, kernel });

const fileOf = (name: string, path: string, kernel?: KernelMode): unknown => {
  const words = specOf(name, kernel).arguments ?? [];
  return words[words.indexOf(path) + 1];
};

const HOSTS = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost',
  '192.168.0.210\tlvs01',
  '192.168.0.223\tweb01',
  '192.168.0.224\tweb02',
  '192.168.0.220\tlanclient',
  '192.168.200.200\twanclient',
  '192.168.0.100\tgateway',
  '192.168.200.100\tgateway',
  '',
].join('\n');

const CAPABILITIES = [
  'NET_ADMIN',
  'NET_RAW',
  'NET_BIND_SERVICE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'KILL',
  'SETGID',
  'SETUID',
];

const labelsOf = (node: string, role: string, kernel: KernelMode) => ({
  'lvs-lab.lab': 'exp1',
  'lvs-lab.instance': 'mine',
  'lvs-lab.manifest': '0123456789ab',
  'lvs-lab.version': '0.1.0',
  'lvs-lab.owner': 'kim',
  'lvs-lab.node': node,
  'lvs-lab.role': role,
  'lvs-lab.kernel': kernel,
});

/** The last line of a node's setup: what changes later is the student's. */
const BOOTED = '[ -e /etc/lab/booted ] || : >/etc/lab/booted\n';
const BOOTED_OWN = '[ -e /etc/lab/booted ] || { sync; : >/etc/lab/booted; }\n';

describe('nodeSpec', () => {
  it("gives experiment 1's gateway two interfaces, no router, and the host's kernel", () => {
    const { readonlyPaths, maskedPaths, ...rest } = specOf('gateway');
    expect(rest).to.deep.equal({
      name: 'lvs-lab_mine_gateway',
      image: 'lvs-lab/node:abc',
      hostname: 'gateway',
      labels: labelsOf('gateway', 'gateway', 'host'),
      attachments: [
        { network: 'lvs-lab_mine_lan', address: '198.18.3.22' },
        { network: 'lvs-lab_mine_wan', address: '198.19.255.243' },
      ],
      capabilities: CAPABILITIES,
      tmpfs: { '/run/lab': 'mode=755,size=16m' },
      tty: false,
      memoryBytes: 268435456,
      pidsLimit: 512,
      fileBytes: 268435456,
      arguments: [
        '/etc/lab/hosts',
        HOSTS,
        '/etc/lab/setup.sh',
        `set -e\n${BOOTED}`,
        '/etc/lab/node.conf',
        [
          'KERNEL=host',
          'INTERFACES="eth0,198.18.3.22,02:42:c0:a8:00:64,192.168.0.100/24 eth1,198.19.255.243,02:42:c0:a8:c8:64,192.168.200.100/24"',
          'GATEWAY=',
          '',
        ].join('\n'),
      ],
    });
    expect(readonlyPaths).to.include.members(['/usr', '/proc/sys/kernel', '/proc/sys/vm', '/proc/sysrq-trigger']);
    expect(maskedPaths).to.include.members(['/proc/kcore', '/proc/keys', '/sys/firmware']);
  });

  it("gives experiment 1's director one interface, a router, and room for a kernel of its own", () => {
    const { readonlyPaths: _readonly, maskedPaths: _masked, ...rest } = specOf('lvs01', 'own');
    expect(rest).to.deep.equal({
      name: 'lvs-lab_mine_lvs01',
      image: 'lvs-lab/node:abc',
      hostname: 'lvs01',
      labels: labelsOf('lvs01', 'director', 'own'),
      attachments: [{ network: 'lvs-lab_mine_lan', address: '198.18.3.18' }],
      capabilities: CAPABILITIES,
      tmpfs: { '/run/lab': 'exec,mode=755,size=320m' },
      tty: true,
      memoryBytes: 536870912,
      pidsLimit: 1024,
      arguments: [
        '/etc/lab/hosts',
        HOSTS,
        '/etc/lab/setup.sh',
        `set -e\n${BOOTED_OWN}`,
        '/etc/lab/node.conf',
        [
          'KERNEL=own',
          'INTERFACES="eth0,198.18.3.18,02:42:c0:a8:00:d2,192.168.0.210/24"',
          'GATEWAY=192.168.0.100',
          '',
        ].join('\n'),
      ],
    });
  });

  it('calls the only interface of the WAN client eth1, after its network', () => {
    expect(fileOf('wanclient', '/etc/lab/node.conf')).to.contain('INTERFACES="eth1,198.19.255.242,');
  });

  for (const { name } of LAB.nodes) {
    for (const kernel of ['host', 'own'] as const) {
      it(`gives ${name} on the kernel "${kernel}" no capability over the host`, () => {
        const dangerous = /^SYS_|^MKNOD$|^SETPCAP$|^BPF$|^PERFMON$|^AUDIT_|^ALL$|^DAC_READ_SEARCH$/;
        const { capabilities } = specOf(name, kernel);
        expect(capabilities).to.not.be.empty;
        for (const capability of capabilities) expect(capability).to.not.match(dangerous);
      });
    }
  }

  it('lets a node write sysctls of its network alone', () => {
    const { readonlyPaths } = specOf('gateway');
    expect(readonlyPaths.filter((path) => path.startsWith('/proc/sys/net'))).to.deep.equal([]);
    expect(readonlyPaths).to.not.include('/proc/sys');
  });

  it('gives every node of a network another address of the engine, which is not the bridge', () => {
    const addresses = LAB.nodes.flatMap(({ name }) => specOf(name).attachments.map(({ address }) => address));
    expect(new Set(addresses).size).to.equal(addresses.length);
    expect(addresses).to.not.include.members(['198.18.3.16', '198.18.3.17', '198.19.255.240', '198.19.255.241']);
  });

  it('runs the steps of the lab at boot, in the node that they are for, and never those of the student', () => {
    expect(fileOf('web01', '/etc/lab/setup.sh')).to.equal(
      `set -e\necho '192.168.0.223 bbs' > /var/www/html/index.html\n/etc/init.d/nginx start\n\n${BOOTED}`,
    );
    const student = LAB.steps.filter(({ by }) => by === 'student').flatMap(({ commands }) => commands);
    expect(student).to.not.be.empty;
    for (const { node, run } of student) expect(fileOf(node, '/etc/lab/setup.sh')).to.not.contain(run);
  });

  it('refuses a network without a subnet, which would be a mistake of ours', () => {
    const placement = { ...PLACEMENT, kernel: 'host' as const, subnets: { lan: '198.18.3.16/28' } };
    expect(() => nodeSpec(LAB, nodeOf('gateway'), placement)).to.throw(
      RangeError,
      'network wan has no subnet on the engine',
    );
  });
});

describe('macOf', () => {
  const cases = [
    { address: '192.168.0.210', mac: '02:42:c0:a8:00:d2' },
    { address: '0.0.0.1', mac: '02:42:00:00:00:01' },
    { address: '255.255.255.254', mac: '02:42:ff:ff:ff:fe' },
  ];
  for (const { address, mac } of cases) {
    it(`of ${address} is ${mac}`, () => expect(macOf(address)).to.equal(mac));
  }
});

describe('engineAddress', () => {
  it('begins after the network and the bridge', () => {
    expect(engineAddress('198.18.0.0/28', 0)).to.equal('198.18.0.2');
    expect(engineAddress('198.18.0.240/28', 12)).to.equal('198.18.0.254');
  });

  it('refuses what is no subnet', () => {
    expect(() => engineAddress('198.18.0.1/28', 0)).to.throw(RangeError, 'not a subnet: 198.18.0.1/28');
  });
});
