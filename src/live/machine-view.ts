/** What the page shows of a machine, from what its observer saw. Pure. */
import type { MachineView } from '../contract/views.ts';
import { isInSubnet, parseSubnet } from '../util/address.ts';
import type { Lab, LabInterface, LabNode } from '../lab/lab.ts';
import { answerTo } from '../models/arp.ts';
import type { NodeSnapshot } from '../probes/snapshot.ts';
import type { Address } from '../parsers/ip-json.ts';
import type { ContainerState } from '../orchestrator/engine.ts';
import type { KernelMode } from '../orchestrator/node-spec.ts';
import type { NodeSeen } from './parts.ts';
import { natOf } from './nat-view.ts';
import { servicesOf } from './services-view.ts';

export interface MachineState {
  /** undefined: it has no container. */
  container: ContainerState | undefined;
  kernel: KernelMode;
  isCutOff: boolean;
  seen: NodeSeen | undefined;
}

/** Addresses that clients ask for. Variables of a lab that have another use have another name, or are a machine's own address. */
export function vipsOf(lab: Lab): string[] {
  const own = new Set(lab.nodes.flatMap(({ interfaces }) => interfaces.map(({ address }) => address)));
  return Object.entries(lab.vars)
    .filter(([name, value]) => /^(?:vip|cache|dh|lblcr?|quiet|foreign)/.test(name) && !own.has(value))
    .map(([, value]) => value);
}

/** The node whose interface has this MAC by what was seen of all. */
const nodeOfMac = (seen: Record<string, NodeSnapshot>, mac: string): string | undefined =>
  Object.keys(seen).find((name) => seen[name]?.links.some((link) => link.mac === mac));

const stateOf = ({ container, isCutOff }: MachineState): MachineView['state'] => {
  if (container === undefined) return 'missing';
  if (container === 'paused') return 'paused';
  if (container !== 'running') return 'off';
  return isCutOff ? 'cut-off' : 'running';
};

const subnetOf = (lab: Lab, network: string) =>
  parseSubnet(lab.networks.find(({ name }) => name === network)?.subnet ?? '');

/** The interface on whose network the address is asked for. */
const askedOn = (lab: Lab, node: LabNode, address: string): LabInterface | undefined =>
  node.interfaces.find(({ network }) => {
    const subnet = subnetOf(lab, network);
    return subnet !== undefined && isInSubnet(address, subnet);
  });

type ArpView = MachineView['extras'][number]['arp'];

function arpOf(lab: Lab, node: LabNode, snapshot: NodeSnapshot, address: string): ArpView {
  const device = askedOn(lab, node, address);
  if (!device) return null;
  const setting = (name: string): number => Number(snapshot.sysctls[`net.ipv4.conf.${name}.arp_ignore`] ?? 0);
  const ignore = Math.max(setting('all'), setting(device.name));
  const link = snapshot.links.find(({ name }) => name === device.name);
  if (link?.noArp) {
    const why = { en: `${device.name} has ARP switched off`, zh: `${device.name} 关闭了 ARP` };
    return { answers: false, ignore, why };
  }
  const peers = lab.nodes.flatMap(({ name, interfaces }) => (name === node.name ? [] : interfaces));
  const peer = peers.find(({ network }) => network === device.network)?.address ?? address;
  const own = snapshot.addresses.filter(({ family }) => family === 'inet');
  const { outcome, why } = answerTo(own, ignore, { device: device.name, address, peer });
  return { answers: outcome === 'yes', ignore, why };
}

function extrasOf(lab: Lab, node: LabNode, snapshot: NodeSnapshot): MachineView['extras'] {
  const vips = new Set(vipsOf(lab));
  const isExtra = ({ device, address, family, scope }: Address): boolean =>
    family === 'inet' &&
    !address.startsWith('127.') &&
    scope !== 'host' &&
    !node.interfaces.some((own) => own.name === device && own.address === address);
  return snapshot.addresses.filter(isExtra).map(({ address, prefix, device, label }) => ({
    address,
    prefix,
    device,
    label: label ?? device,
    isVip: vips.has(address),
    arp: arpOf(lab, node, snapshot, address),
  }));
}

const interfacesOf = (node: LabNode, snapshot: NodeSnapshot | undefined): MachineView['interfaces'] =>
  node.interfaces.map(({ name, network, address, prefix }) => {
    const link = snapshot?.links.find((one) => one.name === name);
    const has = snapshot?.addresses.some((one) => one.device === name && one.address === address);
    return {
      name,
      network,
      ...(link?.mac !== undefined && { mac: link.mac }),
      isUp: link?.isUp ?? false,
      address,
      prefix,
      isThere: has ?? false,
    };
  });

const dropsOf = ({ rules, policies }: NodeSnapshot): number =>
  rules.filter(({ target }) => target === 'DROP' || target === 'REJECT').length +
  policies.filter(({ policy }) => policy === 'DROP').length;

const keepalivedOf = ({ keepalived }: NodeSnapshot): MachineView['keepalived'] =>
  keepalived && {
    isRunning: keepalived.isRunning,
    instances: keepalived.instances.map(({ name, state, priority, effectivePriority, virtualRouterId }) => ({
      name,
      state,
      priority,
      effectivePriority,
      virtualRouterId,
    })),
  };

function arpEntriesOf(
  lab: Lab,
  node: LabNode,
  snapshot: NodeSnapshot,
  all: Record<string, NodeSnapshot>,
): MachineView['arp'] {
  return vipsOf(lab).flatMap((vip) => {
    const found = snapshot.neighbours.filter(({ address }) => address === vip);
    const isMissing = found.length === 0 && node.role === 'client' && askedOn(lab, node, vip) !== undefined;
    if (isMissing) return [{ address: vip, state: 'none' }];
    return found.map(({ mac, states }) => {
      const owner = mac === undefined ? undefined : nodeOfMac(all, mac);
      const state = states[0] ?? '';
      return { address: vip, ...(mac !== undefined && { mac }), ...(owner !== undefined && { node: owner }), state };
    });
  });
}

const NOTHING = { extras: [], gateways: [], forwarding: false, nat: [], drops: 0, arp: [] };

/** @param all what was seen of all machines, to name the owner of a MAC */
export function machineView(
  lab: Lab,
  node: LabNode,
  state: MachineState,
  all: Record<string, NodeSnapshot>,
): MachineView {
  const { name, role } = node;
  const how = stateOf(state);
  const isSeen = state.seen !== undefined && how !== 'missing' && how !== 'off';
  const snapshot = isSeen ? state.seen?.snapshot : undefined;
  const shared = { name, role, kernel: state.kernel, state: how, isSeen, interfaces: interfacesOf(node, snapshot) };
  if (!snapshot || !state.seen) return { ...shared, ...NOTHING };
  const keepalived = keepalivedOf(snapshot);
  return {
    ...shared,
    extras: extrasOf(lab, node, snapshot),
    gateways: snapshot.routes
      .filter(({ destination, table }) => destination === 'default' && table === 'main')
      .map(({ via, device }) => via ?? device ?? '?'),
    forwarding: snapshot.sysctls['net.ipv4.ip_forward'] === '1',
    ...(snapshot.ipvs && { ipvs: { services: servicesOf(lab, snapshot.ipvs.services, state.seen.stats) } }),
    nat: natOf(snapshot.rules),
    drops: dropsOf(snapshot),
    ...(keepalived && { keepalived }),
    arp: arpEntriesOf(lab, node, snapshot, all),
  };
}
