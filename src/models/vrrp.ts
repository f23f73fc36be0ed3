/**
 * Predicts a failover from the timers of VRRP. Times are milliseconds.
 *
 * Sources: RFC 3768, section 6.1 (version 2: Skew_Time = (256 - Priority) / 256 s), RFC 9568, section 6.1 (version 3:
 * Skew_Time = ((256 - Priority) * Active_Adver_Interval) / 256), section 6.4.2 of both (priority 0 in an advertisement:
 * the timer becomes Skew_Time). keepalived uses `vrrp_down_timer_adverts` intervals instead of the three of the RFCs.
 */

export interface VrrpTimers {
  version: 2 | 3;
  /** The priority of the backup, whose timer expires. */
  priority: number;
  /** Time between two advertisements of the master. */
  advertIntervalMs: number;
  /** The number of intervals without an advertisement after which the master counts as down. */
  downTimerAdverts?: number;
}

/** A range, including both ends. */
export interface Range {
  min: number;
  max: number;
}

const STEPS = 256;
const RFC_DOWN_TIMER_ADVERTS = 3;

/** The skew time: how much longer this backup waits than one with the highest priority. */
export function skewMs({ version, priority, advertIntervalMs }: VrrpTimers): number {
  const scaleMs = version === 2 ? 1000 : advertIntervalMs;
  return ((STEPS - priority) * scaleMs) / STEPS;
}

/** How long a backup waits for an advertisement before it becomes MASTER (Master_Down_Interval). */
export const masterDownMs = (timers: VrrpTimers): number =>
  (timers.downTimerAdverts ?? RFC_DOWN_TIMER_ADVERTS) * timers.advertIntervalMs + skewMs(timers);

/**
 * How the master is made to fail:
 * stop   keepalived is stopped and sends a priority-0 advertisement;
 * kill   keepalived is killed without an advertisement; the address and the kernel's IPVS table remain;
 * node   the machine loses power;
 * link   its interface is taken down;
 * cable  its cable is disconnected at the switch, which the machine does not notice;
 * pause  the machine freezes and later resumes without knowing.
 */
export const TRIGGERS = ['stop', 'kill', 'node', 'link', 'cable', 'pause'] as const;
export type Trigger = (typeof TRIGGERS)[number];

export interface FailoverPrediction {
  /** Time from the failure until the backup has the address. */
  takeoverMs: Range;
  /** How long clients get no answer. */
  outageMs: Range;
}

/**
 * @param keepsServing whether the master still serves the address although its keepalived does not run: only keepalived
 * was killed, or a container that shares the host's kernel was paused, which freezes its processes but not its network
 */
export function predictFailover(timers: VrrpTimers, trigger: Trigger, keepsServing: boolean): FailoverPrediction {
  if (trigger === 'stop') {
    const skew = skewMs(timers);
    return { takeoverMs: { min: skew, max: skew }, outageMs: { min: skew, max: skew } };
  }
  // The last advertisement was sent at most one interval before the failure.
  const max = masterDownMs(timers);
  const takeoverMs = { min: max - timers.advertIntervalMs, max };
  return { takeoverMs, outageMs: keepsServing ? { min: 0, max: 0 } : takeoverMs };
}

/** The settings of a keepalived health check, named as for TCP_CHECK. */
export interface CheckerTimers {
  /** Time between two checks of a server that is up (`delay_loop`). */
  delayLoopMs: number;
  /** Number of repeated checks before a server counts as down (`retry`). */
  retries: number;
  delayBeforeRetryMs: number;
  /** Timeout of a connection (`connect_timeout`). */
  connectTimeoutMs: number;
  /** Of HTTP_GET and SSL_GET: how many URLs; undefined: checkers that ask once. */
  urls?: number | undefined;
  /** Of these: `fast_recovery`. */
  recoversFast?: boolean | undefined;
}

/**
 * Time from the failure of a server until keepalived removes it from the table.
 * @param refuses whether the server's machine refuses connections (service stopped) or does not respond (machine down)
 */
export function predictRemoval(timers: CheckerTimers, refuses: boolean): Range {
  const { delayLoopMs, retries, delayBeforeRetryMs, connectTimeoutMs } = timers;
  const attemptMs = refuses ? 0 : connectTimeoutMs;
  const min = (retries + 1) * attemptMs + retries * delayBeforeRetryMs;
  return { min, max: min + delayLoopMs };
}

/**
 * Time from the recovery of a server until it is back in the table, which takes one successful check. While a server is
 * down, keepalived waits for either `delay_loop` or `delay_before_retry`, and an attempt without a response may first
 * have to time out. HTTP_GET then asks for all its URLs anew, one after each `delay_loop`, before it believes them.
 */
export function predictReturn(timers: CheckerTimers, refused: boolean): Range {
  const { delayLoopMs, retries, delayBeforeRetryMs, connectTimeoutMs, urls = 0, recoversFast = false } = timers;
  const waitMs = retries > 0 || urls > 0 ? Math.max(delayLoopMs, delayBeforeRetryMs) : delayLoopMs;
  const anewMs = recoversFast ? 0 : urls * delayLoopMs;
  return { min: 0, max: waitMs + anewMs + (refused ? 0 : connectTimeoutMs) };
}

/** One of several checkers that fails is enough to remove a server. */
export const earliest = (ranges: Range[]): Range => ({
  min: Math.min(...ranges.map(({ min }) => min)),
  max: Math.min(...ranges.map(({ max }) => max)),
});

/** The range of the time at which the last of several events has happened. */
export const latest = (ranges: Range[]): Range => ({
  min: Math.max(...ranges.map(({ min }) => min)),
  max: Math.max(...ranges.map(({ max }) => max)),
});
