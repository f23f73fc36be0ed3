/** What stands on the card of a machine, row by row. Pure. */
import type { MachineView } from '../contract/views.ts';
import type { Size } from './layout.ts';
import type { Words } from './words.ts';

export type Tone = 'plain' | 'small' | 'dim' | 'good' | 'warn' | 'bad' | 'strong' | 'head';

export interface Cell {
  text: string;
  tone: Tone;
  /** Distance from the left edge of the text; cells without one follow the cell before. */
  x?: number;
  /** x is the right edge of the text. */
  isRight?: boolean;
}

export interface CardRow {
  /** The same row of the same machine has the same key. */
  key: string;
  cells: Cell[];
  /** Shown when pointed at. */
  title?: string;
  isVip?: boolean;
}

export const CARD = { pad: 12, head: 30, line: 17, bottom: 8 };

const WIDTHS: Record<MachineView['role'], number> = { director: 348, gateway: 316, 'real-server': 250, client: 250 };
/** From this width on, an address and its MAC have one row. */
const WIDE = 300;
const MAX_ROWS_OF_A_KIND = 4;

const cell = (text: string, tone: Tone = 'plain', x?: number): Cell => ({ text, tone, ...(x !== undefined && { x }) });
const row = (key: string, ...cells: Cell[]): CardRow => ({ key, cells });

/** Of many rows the first ones, and how many are left out. */
function some<T>(all: T[], key: string, words: Words, show: (one: T, index: number) => CardRow[]): CardRow[] {
  const rest = all.length - MAX_ROWS_OF_A_KIND;
  const shown = all.slice(0, MAX_ROWS_OF_A_KIND).flatMap(show);
  return rest > 0 ? [...shown, row(`${key} more`, cell(`+ ${rest} ${words.more}`, 'dim'))] : shown;
}

function interfaceRows({ role, interfaces, isSeen }: MachineView, words: Words): CardRow[] {
  return interfaces.flatMap(({ name, mac, isUp, address, prefix, isThere }) => {
    const key = `interface ${name}`;
    const wide = cell(`${address}/${prefix}`, isThere || !isSeen ? 'plain' : 'bad', 42);
    if (!isSeen) return [row(key, cell(name, 'dim'), wide)];
    const trouble = mac === undefined ? words.noInterface : !isUp ? words.down : !isThere ? words.noAddress : undefined;
    const hardware = mac === undefined ? [] : [cell(mac, 'dim')];
    const isWide = WIDTHS[role] >= WIDE;
    return [
      row(key, cell(name, 'strong'), wide, ...(isWide ? hardware.map((one) => ({ ...one, x: 174 })) : [])),
      ...(isWide || mac === undefined ? [] : [row(`${key} mac`, cell(mac, 'dim', 42))]),
      ...(trouble === undefined ? [] : [row(`${key} trouble`, cell(trouble, 'bad', 42))]),
    ];
  });
}

/** On a real server a VIP that answers ARP takes the director's place; on a director it must answer. */
function toneOfArp(role: MachineView['role'], answers: boolean): Tone {
  if (role === 'director') return answers ? 'good' : 'warn';
  return answers ? 'warn' : 'good';
}

function extraRows({ role, extras }: MachineView, words: Words): CardRow[] {
  const vips = extras.filter(({ isVip }) => isVip);
  const shown = some(extras, 'extra', words, ({ address, label, isVip, arp, device }) => {
    const key = `extra ${device} ${address}`;
    const name = row(
      `${key} name`,
      cell(isVip ? words.vip : words.extra, isVip ? 'head' : 'dim'),
      cell(address, 'strong', 42),
      cell(`  ${label}`, 'dim'),
    );
    if (!isVip) return [name];
    const told = arp === null ? words.notAsked : arp.answers ? words.answersArp : words.acceptsOnly;
    const tone = arp === null ? 'dim' : toneOfArp(role, arp.answers);
    const ignore = arp === null ? [] : [cell(` arp_ignore ${arp.ignore}`, 'dim')];
    return [
      { ...name, isVip: true },
      { ...row(`${key} arp`, cell(told, tone, 42), ...(role === 'client' ? [] : ignore)), isVip: true },
    ];
  });
  const needs = role === 'director' || role === 'real-server';
  return vips.length === 0 && needs ? [...shown, row('vip none', cell(words.noVip, 'dim'))] : shown;
}

function routeRows({ role, gateways, forwarding }: MachineView, words: Words): CardRow[] {
  const routes = gateways.map((via) => row(`default ${via}`, cell(`${words.defaultVia} ${via}`)));
  const showsForwarding = role === 'gateway' || forwarding;
  const state = row(
    'forwarding',
    cell(`${words.forwarding} `, 'plain'),
    cell(forwarding ? words.on : words.off, forwarding ? 'good' : role === 'gateway' ? 'bad' : 'dim'),
  );
  return [
    ...(routes.length > 0 ? routes : [row('default none', cell(words.noDefault, 'dim'))]),
    ...(showsForwarding ? [state] : []),
  ];
}

const COLUMNS = [160, 204, 246, 287, 324];
const columns = (texts: string[], tone: Tone): Cell[] =>
  texts.map((text, index) => ({ text, tone, x: COLUMNS[index] ?? 0, isRight: true }));

function ipvsRows({ role, ipvs }: MachineView, words: Words): CardRow[] {
  if (role !== 'director') return [];
  if (!ipvs) return [row('ipvs', cell(words.ipvsMissing, 'dim'))];
  if (ipvs.services.length === 0) return [row('ipvs', cell(words.ipvsEmpty, 'dim'))];
  return some(ipvs.services, 'service', words, (service, index) => {
    const { name, scheduler, flags, persistenceSeconds } = service;
    const kept = persistenceSeconds === undefined ? [] : [`${words.persistent} ${persistenceSeconds}`];
    const settings = [scheduler, ...flags, ...kept].join(' ');
    const head = row(`service ${name}`, cell(name, 'head'), cell(`  ${settings}`, 'plain'));
    const servers = service.destinations.map((one) => {
      const { endpoint, method, weight, active, inactive, connections } = one;
      const texts = [words.methods[method], String(weight), String(active), String(inactive), String(connections)];
      const key = `service ${name} ${endpoint}`;
      return row(key, cell(`→ ${endpoint}`, weight === 0 ? 'dim' : 'plain'), ...columns(texts, 'plain'));
    });
    return [
      head,
      ...(index === 0 && servers.length > 0 ? [row('columns', ...columns(words.columns, 'small'))] : []),
      ...servers,
    ];
  });
}

const natRows = ({ role, nat }: MachineView, words: Words): CardRow[] => {
  if (nat.length === 0) return role === 'gateway' ? [row('nat none', cell(words.noNat, 'dim'))] : [];
  return some(nat, 'nat', words, ({ summary, rule, packets }, index) => [
    { ...row(`nat ${index}`, cell(summary)), title: rule },
    row(`nat ${index} packets`, cell(`${packets} ${words.packets}`, packets > 0 ? 'good' : 'dim', 42)),
  ]);
};

function keepalivedRows({ keepalived }: MachineView, words: Words): CardRow[] {
  if (!keepalived) return [];
  if (!keepalived.isRunning) return [row('keepalived', cell(`${words.keepalived} `), cell(words.stopped, 'dim'))];
  if (keepalived.instances.length === 0) return [row('keepalived', cell(words.keepalived))];
  return some(keepalived.instances, 'vrrp', words, ({ name, state, effectivePriority }) => [
    row(
      `vrrp ${name}`,
      cell(`${name} `),
      cell(state.toUpperCase(), state === 'master' ? 'good' : state === 'fault' ? 'bad' : 'strong'),
      cell(`  ${words.priority} ${effectivePriority}`, 'dim'),
    ),
  ]);
}

const arpRows = ({ role, arp }: MachineView, words: Words): CardRow[] =>
  role !== 'client'
    ? []
    : some(arp, 'arp', words, ({ address, mac, node, state }) => {
        const key = `arp ${address}`;
        const none = state === 'none';
        const told = mac === undefined ? (none ? words.arpNone : words.arpNoAnswer) : mac;
        const tone = mac === undefined ? (none ? 'dim' : 'bad') : 'plain';
        return [
          row(
            key,
            cell(words.arp, 'strong'),
            cell(address, 'plain', 42),
            ...(node ? [cell(` → ${node}`, 'head')] : []),
          ),
          row(`${key} mac`, cell(told, tone === 'plain' ? 'dim' : tone, 42)),
        ];
      });

export function rowsOf(machine: MachineView, words: Words): CardRow[] {
  const interfaces = interfaceRows(machine, words);
  if (!machine.isSeen) return interfaces;
  const { drops } = machine;
  return [
    ...interfaces,
    ...extraRows(machine, words),
    ...routeRows(machine, words),
    ...arpRows(machine, words),
    ...keepalivedRows(machine, words),
    ...ipvsRows(machine, words),
    ...natRows(machine, words),
    ...(drops > 0 ? [row('drops', cell(`${drops} ${words.drops}`, 'warn'))] : []),
  ];
}

export const cardSize = (machine: MachineView, rows: CardRow[]): Size => ({
  width: WIDTHS[machine.role],
  height: CARD.head + Math.max(1, rows.length) * CARD.line + CARD.bottom,
});

/** All of a card as one sentence, for those who hear it. */
export function spokenOf(machine: MachineView, rows: CardRow[], words: Words): string {
  const lines = rows.map(({ cells }) => cells.map(({ text }) => text.trim()).join(' ')).filter((text) => text !== '');
  return [`${machine.name}, ${words.roles[machine.role]}, ${words.states[machine.state]}`, ...lines].join('; ');
}
