/** Which services of a director carried requests: a table can have one that looks right, and another that takes the traffic. Pure. */
import type { z } from 'zod';
import type { virtualService } from '../lab/primitives.ts';
import type { CarriedSeen, IpvsTables } from '../probes/probes.ts';
import type { Connection } from '../parsers/ipvsadm-connections.ts';
import type { VirtualService } from '../parsers/ipvsadm-services.ts';

type ServiceName = z.output<typeof virtualService>;

const isSameService = (one: VirtualService, other: VirtualService): boolean =>
  one.protocol === other.protocol &&
  one.mark === other.mark &&
  one.family === other.family &&
  one.address === other.address &&
  one.port === other.port;

/** Connections that are established: each is one of the active ones of the destination that it was given to. */
const activeOf = (service: VirtualService | undefined): number =>
  (service?.destinations ?? []).reduce((sum, one) => sum + one.activeConnections, 0);

const grown = (service: VirtualService, { services }: IpvsTables): number =>
  activeOf(service) - activeOf(services.find((one) => isSameService(one, service)));

const keyOf = ({ client, virtual }: Connection): string => JSON.stringify([client, virtual]);
const isEstablished = ({ state }: Connection): boolean => state === 'ESTABLISHED';

/** Those that are established in `of` and not in `others`. */
function newIn(of: Connection[], others: Connection[]): Connection[] {
  const known = new Set(others.filter(isEstablished).map(keyOf));
  return of.filter((one) => isEstablished(one) && !known.has(keyOf(one)));
}

/**
 * Whether connections came to the director, were accepted, and IPVS knows of none: a rule, a program or a route took them before it did. Whatever
 * came to the table meanwhile, of whomever, says that IPVS takes requests.
 */
export function isBypassed({ sources, accepted, reached, before, after }: CarriedSeen): boolean {
  const known = new Set(before.connections.map(keyOf));
  const isTaken = accepted === sources.length && reached.length === sources.length;
  return isTaken && after.connections.every((one) => known.has(keyOf(one)));
}

const isTo = ({ protocol, address, port }: ServiceName, { virtual, ...one }: Connection): boolean =>
  one.protocol.toLowerCase() === protocol && virtual.address === address && virtual.port === port;

const isNamed = ({ protocol, address, port }: ServiceName, service: VirtualService): boolean =>
  service.protocol === protocol && service.address === address && service.port === port;

/**
 * A connection's row does not say which service made it, and the counters of services lag behind; but the active connections of a
 * destination are counted at once. The wanted service has the new ones when it has grown by as many, those that ended
 * meanwhile counted in.
 * @returns the services, as they are while the connections are open; none when that cannot be told
 */
export function carriersOf(wanted: ServiceName, { sources, before, after }: CarriedSeen): VirtualService[] {
  const added = newIn(after.connections, before.connections);
  const mine = added.filter(({ client }) => sources.includes(client.address));
  // The destination was rewritten before IPVS saw it: then the row names another service.
  const elsewhere = mine.find((one) => !isTo(wanted, one));
  if (elsewhere) {
    const { protocol, virtual } = elsewhere;
    const at = { protocol: protocol.toLowerCase() as ServiceName['protocol'], ...virtual };
    return after.services.filter((one) => isNamed(at, one));
  }
  if (mine.length === 0) return [];
  const target = after.services.find((one) => isNamed(wanted, one));
  const ended = newIn(before.connections, after.connections).filter((one) => isTo(wanted, one));
  const count = added.filter((one) => isTo(wanted, one)).length;
  const own = target ? grown(target, before) : 0;
  if (target && own + ended.length >= count) return [target];
  const isRival = (one: VirtualService): boolean => one.protocol === 'fwm' || isNamed({ ...wanted, port: 0 }, one);
  const rivals = after.services.filter((one) => isRival(one) && grown(one, before) > 0);
  return target && own > 0 && rivals.length > 0 ? [target, ...rivals] : rivals;
}
