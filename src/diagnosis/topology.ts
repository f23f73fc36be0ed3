/** How packets should travel, by the lab file alone. Pure. */
import { isInSubnet, parseSubnet } from '../util/address.ts';
import type { Lab, LabInterface, LabNode } from '../lab/lab.ts';

export const nodeAt = (lab: Lab, address: string): LabNode | undefined =>
  lab.nodes.find(({ interfaces }) => interfaces.some((one) => one.address === address));

/** `192.168.0.100 (gateway)` */
export function showAddress(lab: Lab, address: string): string {
  const node = nodeAt(lab, address);
  return node ? `${address} (${node.name})` : address;
}

function isOn(lab: Lab, network: string, address: string): boolean {
  const subnet = parseSubnet(lab.networks.find(({ name }) => name === network)?.subnet ?? '');
  return subnet !== undefined && isInSubnet(address, subnet);
}

export const interfaceOn = (lab: Lab, node: LabNode, address: string): LabInterface | undefined =>
  node.interfaces.find(({ network }) => isOn(lab, network, address));

/** The router that the node should send to; null: straight to the address; undefined: there is no way. */
export function routerFor(lab: Lab, node: LabNode, address: string): string | null | undefined {
  return interfaceOn(lab, node, address) ? null : node.gateway;
}

/** The interface by which the node should reach the address. */
export function interfaceToward(lab: Lab, node: LabNode, address: string): LabInterface | undefined {
  const router = routerFor(lab, node, address);
  return router === undefined ? undefined : interfaceOn(lab, node, router ?? address);
}

/** The nodes that should pass on what `from` sends to the address. */
export function routersBetween(lab: Lab, from: LabNode, address: string): LabNode[] {
  const routers: LabNode[] = [];
  let at: LabNode | undefined = from;
  while (at && !routers.slice(0, -1).includes(at)) {
    const router = routerFor(lab, at, address);
    at = typeof router === 'string' ? nodeAt(lab, router) : undefined;
    if (at) routers.push(at);
  }
  return routers;
}
