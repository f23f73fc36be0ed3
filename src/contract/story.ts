/** A story as the page draws it, and as the file of `lab story -o` holds it. Texts that a node printed are plain text, never markup. */
import type { LabView, MachineView } from './views.ts';

interface Both {
  zh: string;
  en: string;
}

export interface StoryPlace {
  node: string;
  device: string;
}

export type FieldName =
  | 'source-mac'
  | 'destination-mac'
  | 'source'
  | 'destination'
  | 'source-port'
  | 'destination-port'
  | 'ttl'
  | 'id'
  | 'flags'
  | 'seq'
  | 'ack'
  | 'length'
  | 'type'
  | 'question'
  | 'answer'
  | 'detail';

export interface FieldView {
  name: FieldName;
  value: string;
  /** Of the hop before, where it was another; '' where the header was not there. */
  before?: string;
}

/** One header of a frame, from the outside to the inside. */
export interface LayerView {
  layer: 'Ethernet' | 'ARP' | 'IP' | 'TCP' | 'UDP' | 'ICMP' | 'other';
  /** Of a packet that carries another one. */
  isOuter: boolean;
  fields: FieldView[];
}

export interface HopView {
  from: StoryPlace | null;
  /** Several of a broadcast; none when no interface has the MAC. */
  to: StoryPlace[];
  /** undefined: the lab has no such interface. */
  network?: string;
  layers: LayerView[];
  why: { node: string; kind: 'ipvs' | 'route' | 'arp' | 'address'; text: string }[];
}

export interface PacketView {
  kind: string;
  isSentAgain: boolean;
  /** Of data: bytes of payload. */
  payload?: number;
  hops: HopView[];
}

export interface StoryView {
  from: string;
  target: string;
  isAnswered: boolean;
  packets: PacketView[];
  cause: { node: string; hop: Both; seen: Both; expected: Both } | null;
}

export interface StoryFile {
  lab: LabView;
  machines: MachineView[];
  story: StoryView;
  /** The language that it was asked for in. */
  language: 'zh' | 'en';
}
