/**
 * Draws the path of a request and its reply in each forwarding method, with addresses at every hop, as a self-contained
 * SVG. Pure.
 */
import type { Language } from '../lab/primitives.ts';
import { MODE_NAMES, showEnd, type Comparison, type Hop, type Traced } from '../models/journey.ts';
import type { IpPacket } from '../parsers/tcpdump.ts';
import type { Block } from './timeline/chart.ts';
import { document, space } from './timeline/document.ts';
import { paragraph } from './timeline/paragraph.ts';
import { element, label, line, round, textWidth } from './timeline/svg.ts';
import { FAINT, GRID, INK, LOST, MARGIN, SIZE } from './timeline/theme.ts';

interface Words {
  title: string;
  scene: (director: string) => string;
  /** How many packets of the connection reached the director in each direction. */
  counts: (director: string, request: number, reply: number) => string;
  unlike: (seen: string | undefined) => string;
  noReply: string;
  around: string;
  legend: { request: string; reply: string; changed: string };
}

const WORDS: Record<Language, Words> = {
  en: {
    title: 'One request, hop by hop',
    scene: (director) =>
      `Captured on every node: the first packet of a request and the first of its reply. ${director} is the director.`,
    counts: (director, request, reply) => `through ${director}: ${request} packets in, ${reply} back`,
    unlike: (seen) => (seen === undefined ? 'matches no mode' : `actually ${seen}`),
    noReply: 'no reply',
    around: 'around',
    legend: { request: 'request', reply: 'reply', changed: 'changed since the previous hop' },
  },
  zh: {
    title: '一个请求的每一跳',
    scene: (director) => `在每个节点上抓包：请求的第一个包和应答的第一个包。${director} 是调度器。`,
    counts: (director, request, reply) => `经过 ${director} 的包：请求 ${request} 个，应答 ${reply} 个`,
    unlike: (seen) => (seen === undefined ? '不属于任何一种模式' : `实际是 ${seen}`),
    noReply: '没有应答',
    around: '里面是',
    legend: { request: '请求', reply: '应答', changed: '与上一跳不同' },
  },
};

const REQUEST = '#2b62a8';
const REPLY = '#b3570f';
const CHANGED = LOST;
const MONO = 'ui-monospace, monospace';

/** The x coordinates of the columns. */
const AT = { firstLane: 60, lanes: 320, mac: 384, ip: 672 };
const ROW = 26;
const LAYER = 16;
const LANES_HEADER = 24;

const monoWidth = (text: string): number => text.length * SIZE.small * 0.602;

/** Writes several texts next to each other, each in its own colour. */
function run(x: number, y: number, parts: { text: string; fill: string; isBold?: boolean }[]): string {
  let at = x;
  return parts
    .map(({ text, fill, isBold }) => {
      const drawn = label(at, y, text, {
        'font-family': MONO,
        'font-size': SIZE.small,
        fill,
        'font-weight': isBold ? 'bold' : undefined,
        'xml:space': 'preserve',
      });
      at += monoWidth(text);
      return drawn;
    })
    .join('');
}

const layersOf = (packet: IpPacket): IpPacket[] => (packet.inner ? [packet, ...layersOf(packet.inner)] : [packet]);

/** Source and destination of a packet; an end that differs from the previous hop is highlighted. */
function ends(packet: IpPacket, before: IpPacket | undefined): { text: string; fill: string; isBold?: boolean }[] {
  const end = (side: 'source' | 'destination') => {
    const text = showEnd(packet[side]);
    const isChanged = before !== undefined && showEnd(before[side]) !== text;
    return { text, fill: isChanged ? CHANGED : INK, isBold: isChanged };
  };
  return [end('source'), { text: ' > ', fill: FAINT }, end('destination')];
}

function arrow(from: number, to: number, y: number, colour: string): string {
  const tip = from < to ? -7 : 7;
  return (
    line(from, y, to, y, { stroke: colour, 'stroke-width': 2 }) +
    element('path', { d: `M${round(to)} ${y}l${tip} -4v8z`, fill: colour })
  );
}

interface Drawn {
  hop: Hop;
  before: Hop | undefined;
  colour: string;
}

const heightOf = ({ hop }: Drawn): number => ROW + (layersOf(hop.packet).length - 1) * LAYER;

/** Compares the innermost packet with that of the previous hop; outer headers always count as new. */
function hopRow({ hop, before, colour }: Drawn, x: (node: string) => number, y: number, words: Words): string {
  const layers = layersOf(hop.packet);
  const core = before && layersOf(before.packet).at(-1);
  const texts = layers.map((packet, index) => {
    const isCore = index === layers.length - 1;
    const parts = isCore
      ? ends(packet, core)
      : [
          {
            text: `${showEnd(packet.source)} > ${showEnd(packet.destination)} ${words.around}`,
            fill: CHANGED,
            isBold: true,
          },
        ];
    return run(AT.ip, y + 4 + index * LAYER, parts);
  });
  const mac = run(AT.mac, y + 4, [{ text: `${hop.sourceMac} > ${hop.destinationMac}`, fill: FAINT }]);
  return [arrow(x(hop.from), x(hop.to), y, colour), mac, ...texts].join('');
}

const hopsOf = ({ journey: { request, reply } }: Traced): Drawn[] =>
  [
    { hops: request, colour: REQUEST },
    { hops: reply, colour: REPLY },
  ].flatMap(({ hops, colour }) => hops.map((hop, index) => ({ hop, before: hops[index - 1], colour })));

/** The x coordinate of each node, in the order in which the request and then the reply reach them. */
function lanesOf(drawn: Drawn[]): (node: string) => number {
  const nodes = [...new Set(drawn.flatMap(({ hop }) => [hop.from, hop.to]))];
  const step = (AT.lanes - AT.firstLane) / Math.max(1, nodes.length - 1);
  return (node) => AT.firstLane + Math.max(0, nodes.indexOf(node)) * step;
}

function titleOf(director: string, { mode, vip, seen, journey }: Traced, words: Words): string {
  const odd =
    seen === mode ? [] : [journey.reply.length === 0 ? words.noReply : words.unlike(seen && MODE_NAMES[seen])];
  const { request, reply } = journey.atDirector;
  return [`${MODE_NAMES[mode]}  ${vip}`, ...odd, words.counts(director, request, reply)].join('  ·  ');
}

function modeBlock(director: string, row: Traced, words: Words): Block {
  const drawn = hopsOf(row);
  const x = lanesOf(drawn);
  const title = paragraph(titleOf(director, row, words), 'heading');
  const height = drawn.reduce((sum, one) => sum + heightOf(one), 0);
  const nodes = [...new Set(drawn.flatMap(({ hop }) => [hop.from, hop.to]))];
  return {
    height: title.height + LANES_HEADER + height + 16,
    draw: (top) => {
      const lanes = top + title.height + LANES_HEADER;
      let y = lanes + ROW / 2;
      const rows = drawn.map((one) => {
        const markup = hopRow(one, x, y, words);
        y += heightOf(one);
        return markup;
      });
      const posts = nodes.map(
        (node) =>
          label(x(node), lanes - 6, node, { 'text-anchor': 'middle', 'font-size': SIZE.label }) +
          line(x(node), lanes, x(node), lanes + height, { stroke: GRID, 'stroke-width': 2 }),
      );
      const heads = (['mac', 'ip'] as const).map((column) =>
        label(AT[column], lanes - 6, column.toUpperCase(), { 'font-size': SIZE.label, fill: FAINT }),
      );
      return [title.draw(top), ...posts, ...heads, ...rows].join('\n');
    },
  };
}

function legend({ legend: { request, reply, changed } }: Words): Block {
  return {
    height: 20,
    draw: (top) => {
      const y = top + 10;
      let at = MARGIN;
      const arrows = [
        { text: request, colour: REQUEST },
        { text: reply, colour: REPLY },
      ].map(({ text, colour }) => {
        const markup = arrow(at, at + 36, y, colour) + label(at + 44, y + 4.5, text);
        at += 44 + textWidth(text, SIZE.label) + 28;
        return markup;
      });
      return [...arrows, label(at, y + 4.5, changed, { fill: CHANGED, 'font-weight': 'bold' })].join('');
    },
  };
}

export function renderComparison({ director, rows }: Comparison, { language }: { language: Language }): string {
  const words = WORDS[language];
  const blocks = [
    space(16),
    paragraph(words.title, 'title'),
    paragraph(words.scene(director), 'faint'),
    space(16),
    ...rows.map((row) => modeBlock(director, row, words)),
    legend(words),
    space(16),
  ];
  const story = rows.map((row) => titleOf(director, row, words)).join('\n');
  return document(blocks, { title: words.title, story, language });
}
