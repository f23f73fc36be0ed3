/** The frame on the drawing: the way that it takes, and an envelope with what decides where it goes. */
import type { HopView } from '../contract/story.ts';
import type { Layout } from './layout.ts';
import { pointAt, waysOf, type Point } from './travel.ts';

const LETTER = { width: 172, height: 50 };
/** Of a broadcast there are several at once. */
const SMALL = { width: 104, height: 24 };

const pathOf = (way: readonly Point[]): string =>
  way.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');

const within = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));

interface TravellerProps {
  layout: Layout;
  hop: HopView;
  /** What kind of packet it is. */
  title: string;
  /** Of the way, from 0 to 1. */
  share: number;
}

/** The address lines of the envelope, and whether the machine before wrote them. */
function linesOf({ layers }: HopView): { text: string; isNew: boolean }[] {
  const field = (layer: string, name: string) =>
    layers.find((one) => one.layer === layer)?.fields.find((one) => one.name === name);
  const mac = field('Ethernet', 'destination-mac');
  const to = field('IP', 'destination') ?? field('ARP', 'question') ?? field('ARP', 'answer');
  return [
    ...(mac ? [{ text: `→ ${mac.value}`, isNew: mac.before !== undefined }] : []),
    ...(to ? [{ text: `→ ${to.value}`, isNew: to.before !== undefined }] : []),
  ];
}

export function Traveller({ layout, hop, title, share }: TravellerProps) {
  const ways = waysOf(layout, hop);
  const isTunnel = hop.layers.some(({ isOuter }) => isOuter);
  const isMany = ways.length > 1;
  const { width, height } = isMany ? SMALL : LETTER;
  const lines = isMany ? [] : linesOf(hop);
  const ends = [hop.from?.node, ...hop.to.map(({ node }) => node)];
  return (
    <g class="traveller" aria-hidden="true">
      {layout.machines
        .filter(({ name }) => ends.includes(name))
        .map(({ name, x, y, width: wide, height: high }) => (
          <rect
            key={name}
            x={x - 3}
            y={y - 3}
            width={wide + 6}
            height={high + 6}
            rx="11"
            class={name === hop.from?.node ? 'sender' : 'receiver'}
          />
        ))}
      {ways.map((way, index) => (
        <path key={index} d={pathOf(way)} class="way" />
      ))}
      {ways.map((way, index) => {
        const point = pointAt(way, share);
        if (!point) return null;
        const x = within(point.x - width / 2, 4, layout.width - width - 4);
        const y = within(point.y - height / 2, 4, layout.height - height - 4);
        return (
          <g key={index} transform={`translate(${x} ${y})`} class="envelope">
            {isTunnel && <rect x="-5" y="-5" width={width + 10} height={height + 10} rx="8" class="outer" />}
            <rect width={width} height={height} rx="5" class="paper" />
            <text x="9" y="16" class="kind">
              {title}
            </text>
            {lines.map(({ text, isNew }, line) => (
              <text key={line} x="9" y={30 + line * 14} class={`row ${isNew ? 'new' : ''}`}>
                {text}
              </text>
            ))}
          </g>
        );
      })}
    </g>
  );
}
