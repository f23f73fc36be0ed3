/** A request that is brought to one machine's door, whoever has its address. Pure. */
import { REQUEST_PERL, REQUEST_TIMEOUT_MS } from './request-script.ts';
import { TOOLS_ONLY } from './tools.ts';

/** The client takes one of these that is free: a connection that ended a minute ago holds its port. */
const PORTS = 10;
/** Below the ports that kernels give out by themselves, which begin at 32768. */
const FIRST = 20_000;
const BLOCKS = 1000;

export interface PortRange {
  first: number;
  last: number;
}

/** @param chance from 0 to less than 1 */
export function portsBy(chance: number): PortRange {
  const first = FIRST + Math.floor(chance * BLOCKS) * PORTS;
  return { first, last: first + PORTS - 1 };
}

/**
 * `sh -c DELIVERY_SCRIPT sh DEVICE SOURCE ROUTER ADDRESS URL FIRST LAST`: one request from SOURCE to ADDRESS, in frames to ROUTER.
 * The route is for packets from these ports alone, so that no other traffic of the machine goes that way. ROUTER is asked for by
 * ARP anew: so it knows SOURCE before it answers, and need not ask in the name of ADDRESS.
 */
export const DELIVERY_SCRIPT = `${TOOLS_ONLY}
device=$1 source=$2 router=$3 address=$4 url=$5 ports=$6-$7 table=$6
match="from $source to $address ipproto tcp sport $ports lookup $table"
tidy() { ip rule del $match; ip route flush table $table; }
trap 'tidy 2>/dev/null' EXIT
trap 'exit 1' INT TERM HUP
ip neigh del "$router" dev "$device" 2>/dev/null
ip route add "$address/32" via "$router" dev "$device" table "$table" && ip rule add $match || exit 2
perl -e '${REQUEST_PERL}' "$url" ${REQUEST_TIMEOUT_MS} 0 1 1 '' "$source" "$ports"`;
