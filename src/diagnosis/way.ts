/** The way of a request through a lab and back, as its file has it. Pure. */
import type { Request } from '../lab/checks/common.ts';
import type { Check } from '../lab/checks/kinds.ts';
import { isInSubnet, parseSubnet } from '../util/address.ts';
import { findNode, type Lab, type LabNode } from '../lab/lab.ts';
import { interfaceToward, nodeAt, routersBetween } from './topology.ts';

export type CheckOf<Kind extends Check['kind']> = Extract<Check, { kind: Kind }>;
export type NatRule = CheckOf<'nat-rule'>;
export type DestinationsCheck = CheckOf<'ipvs-destinations'>;

export interface WayServer {
  node: LabNode;
  /** RIP */
  address: string;
  port: number | undefined;
}

export interface FullNat {
  director: LabNode;
  /** At least one. */
  local: string[];
}

export interface Way {
  request: Request;
  client: LabNode;
  /** The address that the client asked from. */
  source: string;
  /** The address that the lab gives it, on the way to what it asks for. */
  own: string;
  /** In order; one that translates the destination is among them. */
  routers: LabNode[];
  /** How a router should translate the destination. */
  dnat: NatRule | undefined;
  /** How a router should translate the source. */
  snat: NatRule | undefined;
  /** Where the request goes to once it is translated: a VIP, or the address of a node. */
  target: string;
  port: number | undefined;
  /** Names of the nodes that may have the VIP; empty when the target is a node's own address. */
  directors: string[];
  /** What the director should send to. */
  destinations: DestinationsCheck | undefined;
  /** The real servers, or the one node that is asked itself. */
  servers: WayServer[];
  /** The director that should put an address of its own in as the source (FULLNAT), and which. */
  fullNat: FullNat | undefined;
  /** The address that the servers answer to. */
  replyTo: string;
}

function checksOf<Kind extends Check['kind']>(lab: Lab, kind: Kind): CheckOf<Kind>[] {
  return lab.checks.filter((check): check is CheckOf<Kind> => check.kind === kind);
}

const covers = (of: string, address: string): boolean => {
  const subnet = parseSubnet(of.includes('/') ? of : `${of}/32`);
  return subnet !== undefined && isInSubnet(address, subnet);
};

const natRule = (lab: Lab, translate: NatRule['translate'], isIt: (rule: NatRule) => boolean): NatRule | undefined =>
  checksOf(lab, 'nat-rule').find((rule) => rule.translate === translate && isIt(rule));

function directorsOf(lab: Lab, target: string): string[] {
  const checks = [...checksOf(lab, 'ipvs-service'), ...checksOf(lab, 'ipvs-destinations')];
  const named = checks.filter(({ service }) => service.address === target).map(({ node }) => node);
  const nodes = named.length > 0 ? named : lab.nodes.filter(({ role }) => role === 'director').map(({ name }) => name);
  return [...new Set(nodes)];
}

function serversOf(lab: Lab, destinations: DestinationsCheck | undefined, port: number | undefined): WayServer[] {
  if (!destinations) {
    return lab.nodes
      .filter(({ role }) => role === 'real-server')
      .map((node) => ({ node, address: node.interfaces[0]?.address ?? '', port }));
  }
  return destinations.destinations.flatMap(({ address, port: realPort }) => {
    const node = nodeAt(lab, address);
    return node ? [{ node, address, port: realPort }] : [];
  });
}

function fullNatOf(lab: Lab, target: string): FullNat | undefined {
  for (const { director: name, requests } of checksOf(lab, 'trace')) {
    const wanted = requests.find(({ mode, url }) => mode === 'fullnat' && new URL(url).hostname === target);
    const director = findNode(lab, name);
    if (wanted && director && wanted.local.length > 0) return { director, local: wanted.local };
  }
  return undefined;
}

/** Where the request ends: at the node with the target's address, or at the servers behind a VIP. */
function endOf(
  lab: Lab,
  target: string,
  port: number | undefined,
): Pick<Way, 'directors' | 'destinations' | 'servers'> {
  const owner = nodeAt(lab, target);
  if (owner) {
    return { directors: [], destinations: undefined, servers: [{ node: owner, address: target, port }] };
  }
  const destinations = checksOf(lab, 'ipvs-destinations').find(
    ({ service }) => service.address === target && (port === undefined || service.port === port),
  );
  return { directors: directorsOf(lab, target), destinations, servers: serversOf(lab, destinations, port) };
}

/**
 * @param source the address that the client sent from; its own on the way to the target when left out
 * @throws RangeError when the lab has no such client: rules.ts refuses such labs
 */
export function wayOf(lab: Lab, request: Request, source?: string): Way {
  const client = findNode(lab, request.from);
  if (!client) throw new RangeError(`no node ${request.from}`);
  const { address, port } = request;
  const dnat = natRule(lab, 'destination', (rule) => rule.of === address && (rule.port ?? port) === port);
  const translator = dnat && findNode(lab, dnat.node);
  const target = dnat?.to ?? address;
  const first = routersBetween(lab, client, address);
  const routers = translator ? [...first, translator, ...routersBetween(lab, translator, target)] : first;
  const own = interfaceToward(lab, client, address) ?? client.interfaces[0];
  const ownAddress = own?.address ?? '';
  const from = source ?? ownAddress;
  const snat = natRule(
    lab,
    'source',
    (rule) => routers.some(({ name }) => name === rule.node) && covers(rule.of, from),
  );
  const fullNat = fullNatOf(lab, target);
  return {
    request,
    client,
    source: from,
    own: ownAddress,
    routers: [...new Set(routers)],
    dnat,
    snat,
    target,
    port,
    ...endOf(lab, target, port),
    ...(request.owner !== undefined &&
      findNode(lab, request.owner)?.role === 'director' && { directors: [request.owner] }),
    fullNat,
    replyTo: fullNat?.local[0] ?? snat?.to ?? from,
  };
}
