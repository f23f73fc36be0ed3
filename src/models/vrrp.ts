/**
 * What the timers of VRRP say about a failover. Times are milliseconds.
 *
 * Sources: RFC 3768, section 6.1 (version 2: Skew_Time = (256 - Priority) / 256 s), RFC 9568, section 6.1 (version 3:
 * Skew_Time = ((256 - Priority) * Active_Adver_Interval) / 256), section 6.4.2 of both (priority 0 in an advertisement:
 * the timer becomes Skew_Time). keepalived counts `vrrp_down_timer_adverts` intervals in place of the three of the RFCs.
 */

export interface VrrpTimers {
  version: 2 | 3;
  /** Of the backup: it is the backup's timer that runs out. */
  priority: number;
  /** Between two advertisements of the master. */
  advertIntervalMs: number;
  /** After how many intervals without an advertisement a master counts as down. */
  downTimerAdverts?: number;
}

/** From `min` to `max`, both possible. */
export interface Range {
  min: number;
  max: number;
}

const STEPS = 256;
const RFC_DOWN_TIMER_ADVERTS = 3;

/** How much longer this backup waits than one of the highest priority would. */
export function skewMs({ version, priority, advertIntervalMs }: VrrpTimers): number {
  const scaleMs = version === 2 ? 1000 : advertIntervalMs;
  return ((STEPS - priority) * scaleMs) / STEPS;
}

/** How long a backup waits for an advertisement before it becomes master (Master_Down_Interval). */
export const masterDownMs = (timers: VrrpTimers): number =>
  (timers.downTimerAdverts ?? RFC_DOWN_TIMER_ADVERTS) * timers.advertIntervalMs + skewMs(timers);

/**
 * What ends the master's service:
 * stop   keepalived is stopped, and says so by an advertisement of priority 0;
 * kill   keepalived is killed: nothing says so, and the address and the kernel's IPVS stay;
 * node   the machine dies;
 * link   its interface is taken down;
 * cable  its cable is cut at the switch: the machine does not notice;
 * pause  it freezes, and goes on later as if nothing had been.
 */
export const TRIGGERS = ['stop', 'kill', 'node', 'link', 'cable', 'pause'] as const;
export type Trigger = (typeof TRIGGERS)[number];

export interface FailoverPrediction {
  /** From the trigger until the backup has the address. */
  takeoverMs: Range;
  /** How long clients get no answer. */
  outageMs: Range;
}

/**
 * @param keepsServing whether the master goes on answering for the address though its keepalived does not run: it was
 * killed alone, or a container that shares the host's kernel was paused, which freezes processes and not the network
 */
export function predictFailover(timers: VrrpTimers, trigger: Trigger, keepsServing: boolean): FailoverPrediction {
  if (trigger === 'stop') {
    const skew = skewMs(timers);
    return { takeoverMs: { min: skew, max: skew }, outageMs: { min: skew, max: skew } };
  }
  // The last advertisement left up to one interval before the trigger.
  const max = masterDownMs(timers);
  const takeoverMs = { min: max - timers.advertIntervalMs, max };
  return { takeoverMs, outageMs: keepsServing ? { min: 0, max: 0 } : takeoverMs };
}

/** A health check of keepalived, as keepalived(8) has it for TCP_CHECK. */
export interface CheckerTimers {
  /** Between two checks of a server that is up (`delay_loop`). */
  delayLoopMs: number;
  /** Checks more before a server counts as down (`retry`). */
  retries: number;
  delayBeforeRetryMs: number;
  /** How long a connection may take (`connect_timeout`). */
  connectTimeoutMs: number;
}

/**
 * From the death of a server until keepalived takes it out of the table.
 * @param refuses whether the server's machine refuses connections (its service stopped), or is silent (it died)
 */
export function predictRemoval(timers: CheckerTimers, refuses: boolean): Range {
  const { delayLoopMs, retries, delayBeforeRetryMs, connectTimeoutMs } = timers;
  const attemptMs = refuses ? 0 : connectTimeoutMs;
  const min = (retries + 1) * attemptMs + retries * delayBeforeRetryMs;
  return { min, max: min + delayLoopMs };
}

/**
 * From the moment that a server answers again until it is back in the table: one check that succeeds. While a server is
 * down keepalived waits now for `delay_loop`, now for `delay_before_retry`; an attempt that met silence may go on for
 * the rest of its time.
 */
export function predictReturn(timers: CheckerTimers, refused: boolean): Range {
  const { delayLoopMs, retries, delayBeforeRetryMs, connectTimeoutMs } = timers;
  const waitMs = retries > 0 ? Math.max(delayLoopMs, delayBeforeRetryMs) : delayLoopMs;
  return { min: 0, max: waitMs + (refused ? 0 : connectTimeoutMs) };
}

/** When the last of several has happened. */
export const latest = (ranges: Range[]): Range => ({
  min: Math.max(...ranges.map(({ min }) => min)),
  max: Math.max(...ranges.map(({ max }) => max)),
});
