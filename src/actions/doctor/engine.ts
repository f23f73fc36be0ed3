/** The engine itself: is it new enough, can it limit what a lab takes, is its clock ours? Pure. */
import type { EngineInfo } from '../../orchestrator/engine.ts';
import type { Finding } from './finding.ts';

/** Of Docker 20.10: the oldest that labs were tried on. */
const OLDEST_TRIED = '1.41';
const CLOCK_TOLERANCE_MS = 5000;

/** Negative when `a` is the older version: 1.9 comes before 1.41. */
function compareVersions(a: string, b: string): number {
  const [first, second] = [a, b].map((version) => version.split('.').map(Number));
  return (first?.[0] ?? 0) - (second?.[0] ?? 0) || (first?.[1] ?? 0) - (second?.[1] ?? 0);
}

/** @param host as DOCKER_HOST writes it */
export function judgeEngine(info: EngineInfo, host: string): Finding {
  const { version, apiVersion, operatingSystem, rootless } = info;
  const engine = `Docker ${version} (API ${apiVersion})${rootless ? ', rootless,' : ''} on ${operatingSystem}, at ${host}`;
  const away = host.startsWith('unix://') ? '' : ': what follows is about the machine that it runs on';
  if (compareVersions(apiVersion, OLDEST_TRIED) >= 0) return { id: 'engine', level: 'ok', message: `${engine}${away}` };
  return {
    id: 'engine',
    level: 'note',
    message: `${engine}${away}: older than API ${OLDEST_TRIED}, the oldest that labs were tried on`,
    advice: 'If a lab does not start, install Docker 20.10 or later.',
  };
}

const LIMIT_WORDS = { memory: 'memory', pids: 'processes', cpus: 'processor time' };

export function judgeControlGroups({ limits, rootless }: EngineInfo): Finding[] {
  const missing = Object.entries(limits).flatMap(([limit, works]) =>
    works ? [] : [LIMIT_WORDS[limit as keyof typeof LIMIT_WORDS]],
  );
  if (missing.length === 0) return [];
  return [
    {
      id: 'cgroups',
      level: 'note',
      message: `the engine cannot limit ${missing.join(', ')}: a node may take all that the machine has`,
      advice: rootless
        ? 'Delegate these controllers to your user: Docker\'s page "Rootless mode" says how (`Delegate=cpu pids memory` for user@.service).'
        : 'Mount the control groups for them: on most systems by the kernel parameters `cgroup_enable=memory swapaccount=1` and a reboot.',
    },
  ];
}

/** @param nowMs our clock, at the moment that the engine read its own */
export function judgeClock({ timeMs }: EngineInfo, nowMs: number): Finding[] {
  const offMs = timeMs - nowMs;
  if (!(Math.abs(offMs) > CLOCK_TOLERANCE_MS)) return [];
  return [
    {
      id: 'clock',
      level: 'note',
      message: `the clock of the engine's machine is ${Math.round(Math.abs(offMs) / 1000)} s ${offMs > 0 ? 'ahead of' : 'behind'} ours`,
      advice:
        'Times in records and submissions are wrong by that. Set it, for example with `timedatectl set-ntp true`.',
    },
  ];
}
