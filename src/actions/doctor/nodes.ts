/** Whether nodes can be made at all, with the capabilities, sysctls and limits that they need. Pure. */
import type { Finding } from './finding.ts';

export interface NodesTried {
  count: number;
  /** undefined when they did not come up. */
  seconds?: number;
  /** What the engine, or the node, said. */
  error?: string;
}

const HINTS: [pattern: RegExp, advice: string][] = [
  [
    /caps|capabilit|operation not permitted|permission denied|EPERM/i,
    'The engine may not give NET_ADMIN and NET_RAW, or not let net.* be written: does it run in a container itself, or under a policy (AppArmor, SELinux, seccomp)?',
  ],
  [/cgroup/i, 'Its control groups are not set up: restart the engine, and see its log.'],
  [/no space left/i, 'Free some space on its disk: `lab stop --all`, `docker system prune`.'],
  [/overlaps|no subnet|address/i, 'See the finding on addresses.'],
];

/** @param tried undefined: not tried, the image is not there */
export function judgeNodes(tried: NodesTried | undefined): Finding {
  if (!tried) {
    return {
      id: 'nodes',
      level: 'note',
      message: 'nodes and traffic: not tried, the node image is not built yet',
      advice: '`lab image build`',
    };
  }
  const { count, seconds, error } = tried;
  if (error === undefined) {
    return { id: 'nodes', level: 'ok', message: `${count} nodes booted in ${(seconds ?? 0).toFixed(1)} s` };
  }
  return {
    id: 'nodes',
    level: 'problem',
    message: `nodes cannot be started: ${error}`,
    advice: HINTS.find(([pattern]) => pattern.test(error))?.[1] ?? "See the engine's log.",
  };
}
