/** Rules about the addresses of nodes, their gateways, and variables. */
import { isHostOf, isInSubnet, parseSubnet, type Subnet } from '../../util/address.ts';
import type { Lab, LabInterface, LabNode } from '../lab.ts';
import { expectedOneOf } from '../../util/nearest.ts';
import type { Flaw } from '../problem.ts';
import type { Rule } from './rule.ts';

interface Placed extends LabInterface {
  node: LabNode;
}

const interfacesOf = ({ nodes }: Lab): Placed[] =>
  nodes.flatMap((node) => node.interfaces.map((entry) => ({ ...entry, node })));

const subnetOf = ({ networks }: Lab, name: string): { shown: string; subnet: Subnet | undefined } => {
  const shown = networks.find((network) => network.name === name)?.subnet ?? '';
  return { shown, subnet: parseSubnet(shown) };
};

const addressFlaw = (code: Flaw['code'], { node, network, address }: Placed, expected: string): Flaw => ({
  code,
  path: ['nodes', node.name, 'addresses', network],
  text: `got ${address}, ${expected}`,
});

export const networksExist: Rule = ({ nodes }, { networks }) => {
  const known = networks.map(({ name }) => name);
  return Object.entries(nodes).flatMap(([node, { addresses }]) =>
    Object.keys(addresses)
      .filter((name) => !known.includes(name))
      .map((name) => ({
        code: 'NETWORK_UNKNOWN',
        path: ['nodes', node, 'addresses', name],
        text: `got the network ${name}, ${expectedOneOf(known, name)}`,
        spot: 'key',
      })),
  );
};

export const nodesHaveAnAddress: Rule = ({ nodes }) =>
  Object.entries(nodes)
    .filter(([, { addresses }]) => Object.keys(addresses).length === 0)
    .map(([name]) => ({
      code: 'ADDRESS_MISSING',
      path: ['nodes', name, 'addresses'],
      text: 'got no address, expected one on a network at least',
    }));

export const addressesInsideTheirSubnet: Rule = (_written, lab) =>
  interfacesOf(lab).flatMap((placed) => {
    const { shown, subnet } = subnetOf(lab, placed.network);
    if (!subnet || isInSubnet(placed.address, subnet)) return [];
    return [addressFlaw('ADDRESS_OUTSIDE', placed, `expected an address of ${shown}, the subnet of ${placed.network}`)];
  });

export const addressesFitForHosts: Rule = (_written, lab) =>
  interfacesOf(lab).flatMap((placed) => {
    const { shown, subnet } = subnetOf(lab, placed.network);
    if (!subnet || !isInSubnet(placed.address, subnet) || isHostOf(placed.address, subnet)) return [];
    return [addressFlaw('ADDRESS_RESERVED', placed, `expected neither the first nor the last address of ${shown}`)];
  });

export const addressesApart: Rule = (_written, lab) => {
  const all = interfacesOf(lab);
  return all.flatMap((placed, index) => {
    const other = all.slice(0, index).find(({ address }) => address === placed.address);
    return other
      ? [addressFlaw('ADDRESS_DUPLICATE', placed, `expected an address that ${other.node.name} does not have`)]
      : [];
  });
};

export const variablesInsideASubnet: Rule = ({ vars }, { networks }) =>
  Object.entries(vars).flatMap(([name, address]) => {
    const isInside = networks.some(({ subnet }) => isHostOf(address, parseSubnet(subnet)!));
    const subnets = networks.map((network) => network.subnet).join(', ');
    const text = `got ${address}, expected a host's address in one of the lab's subnets: ${subnets}`;
    return isInside ? [] : [{ code: 'ADDRESS_OUTSIDE', path: ['vars', name], text }];
  });

/**
 * A variable is an address that moves or is shared, such as the VIP. If a node already had it, the student's step would
 * have no effect.
 */
export const variablesApartFromNodes: Rule = ({ vars }, lab) =>
  Object.entries(vars).flatMap(([name, address]) => {
    const owner = interfacesOf(lab).find((placed) => placed.address === address)?.node.name;
    const text = `got ${address}, expected an address that no node has; ${owner} has it`;
    return owner === undefined ? [] : [{ code: 'ADDRESS_DUPLICATE', path: ['vars', name], text }];
  });

/** A node on an unknown network is skipped, because the subnets that it can reach are not known. */
export const gatewaysInReach: Rule = ({ nodes }, lab) =>
  lab.nodes.flatMap(({ name, gateway, interfaces }) => {
    if (gateway === undefined || interfaces.length === 0) return [];
    if (interfaces.length < Object.keys(nodes[name]?.addresses ?? {}).length) return [];
    const subnets = interfaces.map(({ network }) => subnetOf(lab, network));
    if (subnets.some(({ subnet }) => subnet && isHostOf(gateway, subnet))) return [];
    const text = `got ${gateway}, expected a host's address in ${subnets.map(({ shown }) => shown).join(' or ')}`;
    return [{ code: 'GATEWAY_OUTSIDE', path: ['nodes', name, 'gateway'], text }];
  });

export const gatewaysAreOthers: Rule = (_written, { nodes }) =>
  nodes
    .filter(({ gateway, interfaces }) => interfaces.some(({ address }) => address === gateway))
    .map(({ name, gateway }) => ({
      code: 'GATEWAY_SELF',
      path: ['nodes', name, 'gateway'],
      text: `got ${gateway}, the node's own address, expected another node's`,
    }));
