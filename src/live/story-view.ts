/** A story as the page draws it. Pure. */
import type { FieldName, FieldView, HopView, LayerView, PacketView, StoryView } from '../contract/story.ts';
import type { BrokenHop } from '../diagnosis/walk.ts';
import type { Why } from '../diagnosis/why-here.ts';
import type { Lab } from '../lab/lab.ts';
import { coreHeader, type StoryHop, type StoryPacket } from '../models/story.ts';
import type { IpHeader } from '../parsers/ip-header.ts';
import type { Frame } from '../parsers/tcpdump.ts';
import { HOPS } from '../report/cause-lines.ts';

/** What was found out about a request. */
export interface StorySeen {
  request: { from: string };
  target: string;
  isAnswered: boolean;
  packets: (Omit<StoryPacket, 'hops'> & { hops: (StoryHop & { why: Why[] })[] })[];
  cause: BrokenHop | undefined;
}

const field = (name: FieldName, value: string | number): FieldView => ({ name, value: String(value) });

function transportOf({ tcp, icmp, protocol, sourcePort, destinationPort }: IpHeader): LayerView[] {
  const ports = [field('source-port', sourcePort), field('destination-port', destinationPort)];
  if (tcp) {
    const { flags, seq, ack, payload } = tcp;
    const numbers = [field('flags', flags), field('seq', seq), field('ack', ack), field('length', payload)];
    return [{ layer: 'TCP', isOuter: false, fields: [...ports, ...numbers] }];
  }
  if (icmp) {
    const echo = icmp.echo ? [field('id', icmp.echo.id), field('seq', icmp.echo.seq)] : [];
    return [{ layer: 'ICMP', isOuter: false, fields: [field('type', `${icmp.type}/${icmp.code}`), ...echo] }];
  }
  return protocol === 17 ? [{ layer: 'UDP', isOuter: false, fields: ports }] : [];
}

function ipLayers(header: IpHeader): LayerView[] {
  const { source, destination, id, ttl, inner } = header;
  const fields = [field('source', source), field('destination', destination), field('ttl', ttl), field('id', id)];
  const own: LayerView = { layer: 'IP', isOuter: inner !== undefined, fields };
  return inner ? [own, ...ipLayers(inner)] : [own, ...transportOf(header)];
}

function packetLayers({ packet, header }: Frame): LayerView[] {
  if (header) return ipLayers(header);
  switch (packet.type) {
    case 'arp-request':
      return [
        { layer: 'ARP', isOuter: false, fields: [field('question', packet.target), field('source', packet.sender)] },
      ];
    case 'arp-reply':
      return [
        { layer: 'ARP', isOuter: false, fields: [field('answer', packet.address), field('source-mac', packet.mac)] },
      ];
    default:
      return [{ layer: 'other', isOuter: false, fields: [field('detail', packet.detail)] }];
  }
}

const layersOf = (frame: Frame): LayerView[] => [
  {
    layer: 'Ethernet',
    isOuter: false,
    fields: [field('source-mac', frame.sourceMac), field('destination-mac', frame.destinationMac)],
  },
  ...packetLayers(frame),
];

const like = (of: LayerView[], { layer, isOuter }: LayerView): LayerView | undefined =>
  of.find((one) => one.layer === layer && one.isOuter === isOuter);

/** With the values of the hop before, where they were others. */
function compared(layers: LayerView[], before: LayerView[] | undefined): LayerView[] {
  if (!before) return layers;
  return layers.map((layer) => {
    const old = like(before, layer);
    const fields = layer.fields.map((one): FieldView => {
      const was = old?.fields.find(({ name }) => name === one.name)?.value ?? '';
      return was === one.value ? one : { ...one, before: was };
    });
    return { ...layer, fields };
  });
}

function packetView(lab: Lab, { kind, hops, isSentAgain }: StorySeen['packets'][number]): PacketView {
  const networkOf = ({ from, to }: StoryHop): string | undefined => {
    const place = from ?? to[0];
    const node = lab.nodes.find(({ name }) => name === place?.node);
    return node?.interfaces.find(({ name }) => name === place?.device)?.network;
  };
  const header = hops[0]?.frame.header;
  const payload = kind === 'data' && header ? coreHeader(header).tcp?.payload : undefined;
  return {
    kind,
    isSentAgain,
    ...(payload !== undefined && { payload }),
    hops: hops.map((hop, index): HopView => {
      const before = hops[index - 1];
      const network = networkOf(hop);
      return {
        from: hop.from ?? null,
        to: hop.to,
        ...(network !== undefined && { network }),
        layers: compared(layersOf(hop.frame), before && layersOf(before.frame)),
        why: hop.why,
      };
    }),
  };
}

export function storyView(lab: Lab, { request, target, isAnswered, packets, cause }: StorySeen): StoryView {
  return {
    from: request.from,
    target,
    isAnswered,
    packets: packets.map((packet) => packetView(lab, packet)),
    cause: cause ? { node: cause.node, hop: HOPS[cause.hop], seen: cause.seen, expected: cause.expected } : null,
  };
}
