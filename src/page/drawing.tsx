/** The drawing of a lab: networks as lines, machines as cards. The page has it live, a story has a frame that travels on it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CauseView, LabView, MachineView } from '../contract/views.ts';
import { CARD, cardSize, rowsOf, spokenOf, type CardRow, type Cell } from './card.ts';
import { layoutOf, type Layout, type PlacedMachine, type PlacedNetwork } from './layout.ts';
import { language, words } from './language.ts';

/** Where a request ends. */
export type Broken = Pick<CauseView, 'node' | 'hop'>;

function Cells({ cells, x, y }: { cells: Cell[]; x: number; y: number }) {
  return (
    <text x={x} y={y} class="row">
      {cells.map(({ text, tone, x: at, isRight }, index) => (
        <tspan
          key={index}
          class={tone}
          {...(at !== undefined && { x: x + at })}
          {...(isRight && { 'text-anchor': 'end' })}
        >
          {text}
        </tspan>
      ))}
    </text>
  );
}

/** A row that has changed lights up for a moment. */
function Row({ row, x, y, width }: { row: CardRow; x: number; y: number; width: number }) {
  const text = row.cells.map((cell) => cell.text).join('|');
  const before = useRef({ text, language: language.value });
  const flash = useRef<SVGRectElement>(null);
  useEffect(() => {
    const isChange = before.current.text !== text && before.current.language === language.value;
    before.current = { text, language: language.value };
    const rect = flash.current;
    if (!isChange || !rect) return;
    rect.classList.remove('flash');
    rect.getBoundingClientRect();
    rect.classList.add('flash');
  }, [text, language.value]);
  return (
    <g>
      {row.isVip && <rect x={x - 6} y={y - 12.5} width={width - 12} height={CARD.line} class="vip-row" />}
      <rect ref={flash} x={x - 6} y={y - 12.5} width={width - 12} height={CARD.line} rx="3" class="change" />
      <Cells cells={row.cells} x={x} y={y} />
      {row.title !== undefined && <title>{row.title}</title>}
    </g>
  );
}

interface MachineProps {
  machine: MachineView;
  rows: CardRow[];
  placed: PlacedMachine;
  broken: Broken | undefined;
  /** undefined: a machine is not to be opened. */
  open: ((name: string) => void) | undefined;
}

function Machine({ machine, rows, placed, broken, open }: MachineProps) {
  const { name, role, state, kernel, isSeen } = machine;
  const { x, y, width, height } = placed;
  const text = words.value;
  const says = state === 'running' ? (isSeen ? text.roles[role] : text.looking) : text.states[state];
  return (
    <g
      class={`machine ${role} ${state} ${broken ? 'broken' : ''}`}
      data-machine={name}
      // As an attribute of SVG its name has no capitals.
      {...(open ? { role: 'button', tabindex: 0 } : { role: 'img' })}
      aria-label={`${spokenOf(machine, rows, text)}${broken ? `; ${text.failsHere}: ${broken.hop[language.value]}` : ''}${open ? `; ${text.openTerminal}` : ''}`}
      onClick={() => open?.(name)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        open?.(name);
      }}
    >
      <rect x={x} y={y} width={width} height={height} rx="9" class="card" />
      <path d={`M${x} ${y + 24} v-15 a9 9 0 0 1 9 -9 h${width - 18} a9 9 0 0 1 9 9 v15 z`} class="band" />
      <text x={x + CARD.pad} y={y + 16.5} class="name">
        {name}
      </text>
      <text x={x + width - CARD.pad} y={y + 16} class="role">
        {kernel === 'own' && state === 'running' ? `${says} · ${text.ownKernel}` : says}
      </text>
      {rows.map((row, index) => (
        <Row key={row.key} row={row} x={x + CARD.pad} y={y + CARD.head + 13 + index * CARD.line} width={width} />
      ))}
      {state !== 'running' && <rect x={x} y={y} width={width} height={height} rx="9" class="veil" />}
      {broken && (
        <g class="broken-mark">
          <circle cx={x + width - 2} cy={y + 2} r="10" />
          <text x={x + width - 2} y={y + 6.5}>
            !
          </text>
        </g>
      )}
    </g>
  );
}

function Bus({ network }: { network: PlacedNetwork }) {
  const { name, subnet, y, left, right } = network;
  return (
    <g class="bus">
      <line x1={left} y1={y} x2={right} y2={y} />
      <text x={right} y={y - 8} text-anchor="end">
        <tspan class="bus-name">{name}</tspan>
        <tspan dx="7">{subnet}</tspan>
      </text>
    </g>
  );
}

export interface DrawingProps {
  lab: LabView;
  machines: ReadonlyMap<string, MachineView>;
  broken: Broken | undefined;
  /** What stands above the drawing in its panel, in pixels. */
  spare: number;
  /** When a machine is chosen. */
  open?: (name: string) => void;
  /** Drawn above all else. */
  over?: (layout: Layout) => ComponentChildren;
}

export function Drawing({ lab: shown, machines, broken, spare, open, over }: DrawingProps) {
  const text = words.value;
  const rows = new Map([...machines.values()].map((one) => [one.name, rowsOf(one, text)]));
  const layout = layoutOf(shown, (name) => {
    const machine = machines.get(name);
    return machine ? cardSize(machine, rows.get(name) ?? []) : { width: 250, height: 120 };
  });
  return (
    <svg
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      style={{
        maxWidth: `${layout.width * 1.15}px`,
        minWidth: '560px',
        // As high as its panel, but for labs with so much on their machines that it could not be read.
        maxHeight: `max(calc(62vh - ${spare}px), ${layout.height * 0.8}px)`,
      }}
      role="group"
      aria-label={`${text.network}: ${shown.title[language.value]}`}
    >
      {layout.machines.flatMap(({ name, legs }) =>
        legs.map(({ network, x, from, to }) => {
          const state = machines.get(name)?.state;
          const device = machines.get(name)?.interfaces.find((one) => one.network === network);
          const isOut = state === 'cut-off' || (device?.mac !== undefined && !device.isUp);
          return (
            <g key={`${name} ${network}`} class={`leg ${isOut ? 'out' : ''}`}>
              <line x1={x} y1={from} x2={x} y2={to} />
              <circle cx={x} cy={to} r="5" />
            </g>
          );
        }),
      )}
      {layout.networks.map((one) => (
        <Bus key={one.name} network={one} />
      ))}
      {layout.machines.map((placed) => {
        const machine = machines.get(placed.name);
        if (!machine) return null;
        const isBroken = broken?.node === placed.name ? broken : undefined;
        return (
          <Machine
            key={placed.name}
            machine={machine}
            rows={rows.get(placed.name) ?? []}
            placed={placed}
            broken={isBroken}
            open={open}
          />
        );
      })}
      {over?.(layout)}
    </svg>
  );
}
