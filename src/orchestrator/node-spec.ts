/** The container of a node, from the lab's words. Pure. */
import type { Lab, LabInterface, LabNode } from '../lab/lab.ts';
import { bootCommands } from '../lab/draw.ts';
import { addressToNumber, numberToAddress, parseSubnet } from '../util/address.ts';
import type { Attachment, ContainerSpec } from './engine.ts';
import { containerName, instanceLabels, LABEL, networkName, type InstanceLabels } from './names.ts';

/** Whose kernel a node runs on: the host's, or one of its own. */
export type KernelMode = 'host' | 'own';

/** NET_ADMIN and NET_RAW are the lab's subject; the others let nginx, ssh and a package's scripts do their work. */
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

/** Docker's own list, with /proc/sys replaced by its children other than net: a node's sysctls of its own network
 * namespace are writable, the host's are not. A name that this kernel lacks is ignored by the engine. */
const SYSCTL_CHILDREN = [
  'abi',
  'crypto',
  'debug',
  'dev',
  'fs',
  'fscache',
  'kernel',
  'lockd',
  'nfs',
  'sunrpc',
  'user',
  'vm',
  'xen',
];
const READONLY_PATHS = [
  // The tools that observe a node, and their libraries. Not a folder inside of it: one that holds a mount can be renamed.
  '/usr',
  '/proc/bus',
  '/proc/fs',
  '/proc/irq',
  '/proc/sysrq-trigger',
  ...SYSCTL_CHILDREN.map((child) => `/proc/sys/${child}`),
];
const MASKED_PATHS = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
];

const MIB = 1024 ** 2;

interface NodeLimits {
  memoryBytes: number;
  pidsLimit: number;
  /** The largest file. A kernel of its own would die of it with all that runs there: it has none. */
  fileBytes?: number;
  scratch: string;
}

/** A kernel of its own has 256 MiB, in a file on the tmpfs; the processes around it need little. */
const LIMITS: Record<KernelMode, NodeLimits> = {
  host: { memoryBytes: 256 * MIB, pidsLimit: 512, fileBytes: 256 * MIB, scratch: 'mode=755,size=16m' },
  own: { memoryBytes: 512 * MIB, pidsLimit: 1024, scratch: 'exec,mode=755,size=320m' },
};

export const memoryLimit = (kernel: KernelMode): number => LIMITS[kernel].memoryBytes;

/** Locally administered, and readable in a capture: the last four bytes are the lab's address. */
export function macOf(address: string): string {
  const bytes = [24, 16, 8, 0].map((shift) => (addressToNumber(address) >>> shift) & 255);
  return ['02', '42', ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

/** The address that Docker gives the `index`th node (0 …) of a network; its first one is the bridge's. */
export function engineAddress(engineSubnet: string, index: number): string {
  const subnet = parseSubnet(engineSubnet);
  if (!subnet) throw new RangeError(`not a subnet: ${engineSubnet}`);
  return numberToAddress(subnet.base + 2 + index);
}

/** Names of the lab's networks to the subnets that Docker has for them. */
export type EngineSubnets = Record<string, string>;

function attachmentOf(
  lab: Lab,
  instance: string,
  node: LabNode,
  { network }: LabInterface,
  subnets: EngineSubnets,
): Attachment {
  const members = lab.nodes.filter(({ interfaces }) => interfaces.some((one) => one.network === network));
  const subnet = subnets[network];
  if (subnet === undefined) throw new RangeError(`network ${network} has no subnet on the engine`);
  return { network: networkName(instance, network), address: engineAddress(subnet, members.indexOf(node)) };
}

function hostsFile(lab: Lab): string {
  const lines = lab.nodes.flatMap(({ name, interfaces }) => interfaces.map(({ address }) => `${address}\t${name}`));
  return ['127.0.0.1\tlocalhost', '::1\tlocalhost', ...lines, ''].join('\n');
}

/**
 * What changed later than this file is the student's. A reboot leaves it alone. A kernel of its own hands over what it
 * wrote when it pleases: sync makes it do so before.
 */
export const BOOTED_FILE = '/etc/lab/booted';
const MARK_BOOTED: Record<KernelMode, string> = {
  host: `[ -e ${BOOTED_FILE} ] || : >${BOOTED_FILE}`,
  own: `[ -e ${BOOTED_FILE} ] || { sync; : >${BOOTED_FILE}; }`,
};

/**
 * For images/node/rootfs/usr/lib/lab/unpack: path and content of each file, in turns. As an archive put into the container
 * they would take the engine longer than creating it.
 */
function bootFiles(lab: Lab, node: LabNode, kernel: KernelMode, attachments: Attachment[]): string[] {
  const rows = node.interfaces.map(({ name, address, prefix }, index) =>
    [name, attachments[index]?.address, macOf(address), `${address}/${prefix}`].join(','),
  );
  const conf = [`KERNEL=${kernel}`, `INTERFACES="${rows.join(' ')}"`, `GATEWAY=${node.gateway ?? ''}`, ''].join('\n');
  const setup = bootCommands(lab).flatMap((commands) =>
    commands.filter((command) => command.node === node.name).map(({ run }) => run),
  );
  const files = {
    '/etc/lab/hosts': hostsFile(lab),
    '/etc/lab/setup.sh': ['set -e', ...setup, MARK_BOOTED[kernel], ''].join('\n'),
    '/etc/lab/node.conf': conf,
  };
  return Object.entries(files).flat();
}

export interface NodePlacement {
  labels: InstanceLabels;
  kernel: KernelMode;
  image: string;
  subnets: EngineSubnets;
}

export function nodeSpec(lab: Lab, node: LabNode, { labels, kernel, image, subnets }: NodePlacement): ContainerSpec {
  const attachments = node.interfaces.map((one) => attachmentOf(lab, labels.instance, node, one, subnets));
  const { scratch, ...limits } = LIMITS[kernel];
  return {
    name: containerName(labels.instance, node.name),
    image,
    hostname: node.name,
    labels: {
      ...instanceLabels(labels),
      [LABEL.node]: node.name,
      [LABEL.role]: node.role,
      [LABEL.kernel]: kernel,
    },
    attachments,
    capabilities: CAPABILITIES,
    readonlyPaths: READONLY_PATHS,
    maskedPaths: MASKED_PATHS,
    tmpfs: { '/run/lab': scratch },
    tty: kernel === 'own',
    ...limits,
    arguments: bootFiles(lab, node, kernel, attachments),
  };
}
