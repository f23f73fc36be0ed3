import { expect } from 'chai';
import Docker from 'dockerode';
import { engineAddress } from '../../src/orchestrator/connect.ts';
import { containerName, networkName } from '../../src/orchestrator/names.ts';
import { placesFrom } from '../../src/orchestrator/places.ts';
import { lab, labFine, onNode } from '../helpers/lab.ts';

const INSTANCE = 'e2e-isolated';
const NEIGHBOUR = 'e2e-neighbour';
const NODES = ['lvs01', 'web01', 'web02', 'lanclient', 'wanclient', 'gateway'];

/** The engine as somebody else sees it, past our own adapter. */
function plainDocker(): Docker {
  const host = engineAddress(process.env, placesFrom(process.env))?.host ?? '';
  return host.startsWith('unix://') ? new Docker({ socketPath: host.slice('unix://'.length) }) : new Docker();
}

const tryOn = (node: string, script: string) =>
  lab(['exec', 'exp1', node, '--as', INSTANCE, '--', 'bash', '-c', script]);

describe('what a student in a node can reach', () => {
  before(async () => {
    await Promise.all([INSTANCE, NEIGHBOUR].map((name) => labFine(['start', 'exp1', '--as', name])));
  });
  after(async () => {
    await Promise.all([INSTANCE, NEIGHBOUR].map((name) => labFine(['stop', 'exp1', '--as', name])));
  });

  for (const node of NODES) {
    it(`${node} is not privileged, and has no host mount, no socket and no port`, async () => {
      const { HostConfig, Mounts, NetworkSettings } = await plainDocker()
        .getContainer(containerName(INSTANCE, node))
        .inspect();
      expect(HostConfig.Privileged).to.equal(false);
      expect(HostConfig.CapDrop).to.deep.equal(['ALL']);
      expect(HostConfig.CapAdd).to.not.include.members(['SYS_ADMIN']);
      expect(HostConfig.Binds ?? []).to.deep.equal([]);
      expect(Mounts.filter(({ Type }) => Type !== 'tmpfs')).to.deep.equal([]);
      expect(HostConfig.PidMode).to.equal('');
      expect(HostConfig.NetworkMode).to.not.equal('host');
      expect(Object.values(NetworkSettings.Ports ?? {}).filter(Boolean)).to.deep.equal([]);
      expect(HostConfig.Memory).to.be.greaterThan(0);
      expect(HostConfig.PidsLimit).to.be.greaterThan(0);
    });
  }

  it('the networks have no address on the host and are not translated', async () => {
    const { Options } = (await plainDocker().getNetwork(networkName(INSTANCE, 'lan')).inspect()) as {
      Options: Record<string, string>;
    };
    expect(Options['com.docker.network.bridge.inhibit_ipv4']).to.equal('true');
    expect(Options['com.docker.network.bridge.enable_ip_masquerade']).to.equal('false');
  });

  const READ_ONLY = [
    '/proc/sys/kernel/panic',
    '/proc/sys/kernel/hostname',
    '/proc/sys/vm/swappiness',
    '/proc/sys/fs/file-max',
    '/proc/sysrq-trigger',
    '/proc/irq/default_smp_affinity',
  ];
  for (const path of READ_ONLY) {
    it(`${path} cannot be written, nor made writable`, async () => {
      const { exitCode } = await tryOn(
        'web01',
        `mount -o remount,rw ${path}; umount ${path}; cat ${path} > /tmp/x || echo 1 > /tmp/x; cat /tmp/x > ${path}`,
      );
      expect(exitCode).to.not.equal(0);
    });
  }

  it("every sysctl outside net is read-only, whatever this host's kernel has", async () => {
    const { stdout } = await tryOn(
      'web01',
      'find /proc/sys -path /proc/sys/net -prune -o -type f -perm /222 -print | while read -r f; do [ -w "$f" ] && echo "$f"; done; true',
    );
    expect(stdout).to.equal('');
  });

  it("sysctls of the node's own network can be written", async () => {
    expect(await onNode('exp1', INSTANCE, 'web01', 'sysctl -w net.ipv4.conf.all.arp_ignore=1')).to.equal(
      'net.ipv4.conf.all.arp_ignore = 1',
    );
  });

  it('no kernel module can be loaded into the host', async () => {
    const { exitCode } = await tryOn('web01', 'modprobe dummy || insmod /dev/null');
    expect(exitCode).to.not.equal(0);
  });

  it('no device of the host can be made and read', async () => {
    const { exitCode } = await tryOn('web01', 'mknod /tmp/disk b 254 0 && head -c 1 /tmp/disk');
    expect(exitCode).to.not.equal(0);
  });

  it('the internet is out of reach: no name, no route that leads out', async () => {
    const { exitCode } = await tryOn(
      'lanclient',
      'ping -c 1 -W 1 192.0.2.1 || curl -s --max-time 1 http://192.0.2.1/ || getent hosts example.com',
    );
    expect(exitCode).to.not.equal(0);
  });

  it("the engine's own addresses of the network are out of reach", async () => {
    const network = (await plainDocker().getNetwork(networkName(INSTANCE, 'lan')).inspect()) as {
      IPAM: { Config: { Subnet: string; Gateway?: string }[] };
    };
    const subnet = network.IPAM.Config[0]?.Subnet ?? '';
    const bridge = network.IPAM.Config[0]?.Gateway ?? subnet.replace(/\d+\/.*/, '1');
    const { exitCode } = await tryOn('lanclient', `ip route add ${subnet} dev eth0; ping -c 1 -W 1 ${bridge}`);
    await tryOn('lanclient', `ip route del ${subnet} dev eth0`);
    expect(exitCode).to.not.equal(0);
  });

  it('another instance with the same addresses hears nothing of this one', async () => {
    const listen = onNode(
      'exp1',
      NEIGHBOUR,
      'lanclient',
      'timeout 3 tcpdump -nn -i eth0 -c 1 "arp host 192.168.0.77 or ip host 192.168.0.77" 2>/dev/null || true',
    );
    await new Promise((resolve) => setTimeout(resolve, 700));
    await tryOn('lanclient', 'arping -c 3 -W 0.1 -i eth0 192.168.0.77; ping -c 2 -i 0.2 -W 1 192.168.0.77');
    expect(await listen).to.equal('');
  });
});
