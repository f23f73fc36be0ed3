/** The lanes of a failover that fill while it goes on: who has the VIP, advertisements, requests. */
import type { FailoverView } from '../contract/failover.ts';
import { FAILOVER_WORDS } from './failover-words.ts';
import { language } from './store.ts';

const WIDTH = 460;
const LEFT = 64;
const RIGHT = WIDTH - 10;
const LANE = { top: 30, height: 46, bar: 14, dots: 25 };
const REQUESTS = { height: 16, gap: 8 };
/** Shown from the beginning, in milliseconds: the lanes do not shrink before. */
const LEAST_MS = 10_000;
const TICK_MS = [1000, 2000, 5000, 10_000, 30_000];
const MOST_TICKS = 12;

type X = (ms: number) => number;

/** When each machine was seen with the address. */
function barsOf({ holdings, now }: FailoverView, node: string): { from: number; to: number }[] {
  return holdings.flatMap(({ at, nodes }, index) =>
    nodes.includes(node) ? [{ from: at, to: holdings[index + 1]?.at ?? now }] : [],
  );
}

function Director({ view, node, top, x }: { view: FailoverView; node: string; top: number; x: X }) {
  const said = view.advertisements.filter((one) => one.node === node);
  return (
    <g class={node === view.director ? 'lane broken-director' : 'lane'}>
      <text x={LEFT - 8} y={top + 11} text-anchor="end" class="lane-name">
        {node}
      </text>
      {barsOf(view, node).map(({ from, to }) => (
        <rect key={from} class="lane-bar" x={x(from)} y={top} width={Math.max(2, x(to) - x(from))} height={LANE.bar} />
      ))}
      {said.map(({ at, priority }, index) => (
        <g key={at}>
          <circle class={priority === 0 ? 'farewell' : 'advertisement'} cx={x(at)} cy={top + LANE.dots - 3} r="3.5" />
          {said[index - 1]?.priority !== priority && (
            <text class="lane-priority" x={x(at)} y={top + LANE.dots + 12} text-anchor="middle">
              {priority}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}

function Axis({ end, x, bottom }: { end: number; x: X; bottom: number }) {
  const step = TICK_MS.find((one) => end / one <= MOST_TICKS) ?? 60_000;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step).map((at) => (
    <g key={at}>
      <line class="lane-grid" x1={x(at)} x2={x(at)} y1={LANE.top - 6} y2={bottom} />
      <text class="lane-tick" x={x(at)} y={bottom + 13} text-anchor="middle">
        {at / 1000}
      </text>
    </g>
  ));
}

/** Labels of phases take turns at two heights, so that neighbours do not touch; no line goes through one. */
function Phases({ view, x, bottom }: { view: FailoverView; x: X; bottom: number }) {
  const words = FAILOVER_WORDS[language.value];
  const shown = view.phases.filter(({ phase }) => phase !== 'asking' && phase !== 'ended');
  return (
    <>
      {shown.map(({ phase, at }, index) => (
        <line key={phase} class={`lane-phase ${phase}`} x1={x(at)} x2={x(at)} y1={4 + (index % 2) * 12} y2={bottom} />
      ))}
      {shown.map(({ phase, at }, index) => (
        <text key={phase} class={`lane-phase ${phase}`} x={x(at) + 3} y={12 + (index % 2) * 12}>
          {words.phases[phase]}
        </text>
      ))}
    </>
  );
}

export function FailoverLanes({ view }: { view: FailoverView }) {
  const words = FAILOVER_WORDS[language.value];
  const end = Math.max(LEAST_MS, view.now);
  const x: X = (ms) => LEFT + (Math.max(0, Math.min(end, ms)) / end) * (RIGHT - LEFT);
  const nodes = [view.director, view.backup];
  const requestsAt = LANE.top + nodes.length * LANE.height + REQUESTS.gap;
  const bottom = requestsAt + REQUESTS.height + 4;
  const total = (isAnswered: boolean): number =>
    view.requests.filter((run) => run.isAnswered === isAnswered).reduce((sum, { count }) => sum + count, 0);
  const counts = words.counts(total(true), total(false));
  return (
    <figure class="failover-lanes">
      <svg viewBox={`0 0 ${WIDTH} ${bottom + 18}`} role="img" aria-label={`${words.requests}: ${counts}`}>
        <Axis end={end} x={x} bottom={bottom} />
        {nodes.map((node, index) => (
          <Director key={node} view={view} node={node} top={LANE.top + 6 + index * LANE.height} x={x} />
        ))}
        <text x={LEFT - 8} y={requestsAt + 12} text-anchor="end" class="lane-name">
          {words.requests}
        </text>
        {view.requests.map(({ from, to, isAnswered }, index) => {
          // Each stands for the time until the next one.
          const until = view.requests[index + 1]?.from ?? to;
          return (
            <rect
              key={from}
              class={isAnswered ? 'answered' : 'lost'}
              x={x(from)}
              y={requestsAt}
              width={Math.max(1.5, x(until) - x(from))}
              height={REQUESTS.height}
            />
          );
        })}
        <Phases view={view} x={x} bottom={bottom} />
      </svg>
      <figcaption>
        <b>{counts}.</b> {words.key}
      </figcaption>
    </figure>
  );
}
