/** Converts the lab as written to the lab as used, by expanding short forms. */
import { parseSubnet } from '../util/address.ts';
import type { Lab, LabInterface, LabNetwork, LabNode } from './lab.ts';
import type { WrittenLab } from './schema.ts';

function toNetworks({ networks }: WrittenLab): LabNetwork[] {
  return Object.entries(networks).map(([name, written], index) =>
    typeof written === 'string' ? { name, subnet: written, interface: `eth${index}` } : { name, ...written },
  );
}

/** Addresses on unknown networks are left out here; rules.ts reports them. */
function toInterfaces(addresses: Record<string, string>, networks: LabNetwork[]): LabInterface[] {
  const written = new Map(Object.entries(addresses));
  return networks.flatMap((network) => {
    const address = written.get(network.name);
    const prefix = parseSubnet(network.subnet)?.prefix;
    return address === undefined || prefix === undefined
      ? []
      : [{ name: network.interface, network: network.name, address, prefix }];
  });
}

function toNodes(written: WrittenLab, networks: LabNetwork[]): LabNode[] {
  return Object.entries(written.nodes).map(([name, { role, addresses, gateway, kernel }]) => ({
    name,
    role,
    interfaces: toInterfaces(addresses, networks),
    gateway,
    kernel,
  }));
}

export function normalize(id: string, written: WrittenLab): Lab {
  const { title, teaches, minutes, vars, steps, draw, checks, faults } = written;
  const networks = toNetworks(written);
  const nodes = toNodes(written, networks);
  return { id, title, teaches, minutes, vars, networks, nodes, steps, ...(draw && { draw }), checks, faults };
}
