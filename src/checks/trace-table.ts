/** The way of requests as a table that fits a terminal. Pure. */
import { endpoints, MODE_NAMES, type Comparison, type Hop, type Traced } from '../models/journey.ts';
import type { IpPacket } from '../parsers/tcpdump.ts';
import { table } from '../util/wrap.ts';

/** The last two bytes: those before are the same in a lab, and the last four are the address. */
const tail = (mac: string): string => mac.slice(-5);

/** Outermost first; what is wrapped in it stands below. */
const layers = (packet: IpPacket): string[] =>
  packet.inner ? [`${endpoints(packet)} ${packet.protocol} around`, ...layers(packet.inner)] : [endpoints(packet)];

function rowsOf({ from, to, sourceMac, destinationMac, packet }: Hop): string[][] {
  const [outer = '', ...inner] = layers(packet);
  return [
    [`${from} > ${to}`, `${tail(sourceMac)} > ${tail(destinationMac)}`, outer],
    ...inner.map((layer) => ['', '', layer]),
  ];
}

const titleOf = (director: string, { mode, vip, seen, journey: { atDirector, reply } }: Traced): string => {
  const odd = seen === mode ? '' : reply.length === 0 ? ', no reply' : `, seen: ${seen ? MODE_NAMES[seen] : 'no mode'}`;
  return `${MODE_NAMES[mode]} ${vip}${odd}: through ${director} ${atDirector.request} packets in, ${atDirector.reply} back`;
};

/** SYN and SYN-ACK of the first request of each mode, and how many packets of it the director had to take. */
export function describeTrace({ director, rows }: Comparison): string[] {
  const all = rows.map((row) => [...row.journey.request, ...row.journey.reply].flatMap(rowsOf));
  const lines = table([['hop', 'MAC, its end', 'source > destination'], ...all.flat()]).split('\n');
  const [head = ''] = lines.splice(0, 1);
  return [head, ...rows.flatMap((row, index) => [titleOf(director, row), ...lines.splice(0, all[index]?.length ?? 0)])];
}
