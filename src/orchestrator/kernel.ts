/** Whose kernel a node runs on, and how commands reach it. Nothing above this file knows the difference. */
import { LabError } from '../util/errors.ts';
import { KERNEL_FEATURES, type KernelFeature } from '../lab/features.ts';
import type { Lab } from '../lab/lab.ts';
import type { Engine } from './engine.ts';
import type { KernelMode } from './node-spec.ts';
import { withTool } from './tool-container.ts';

/** What `--kernel` takes. */
export const KERNEL_CHOICES = ['auto', 'host', 'own'] as const;
export type KernelChoice = (typeof KERNEL_CHOICES)[number];

/** The ten of the tutorial (1.7): a kernel without one of them has no ip_vs that the labs can use. */
export const SCHEDULERS = ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'dh', 'sh', 'sed', 'nq'];

/** What images/node/rootfs/usr/lib/lab/probe-kernel prints, as features. */
export function parseProbe(output: string): KernelFeature[] {
  const lines = new Set(output.split('\n').map((line) => line.trim()));
  const has: Record<KernelFeature, boolean> = {
    ip_vs: SCHEDULERS.every((name) => lines.has(`scheduler ${name}`)),
    ipip: lines.has('ipip'),
    xt_ipvs: lines.has('xt_ipvs'),
  };
  return KERNEL_FEATURES.filter((feature) => has[feature]);
}

/** Finds out by use what the engine's kernel can do, in a container of its own without any network. */
export async function probeHostKernel(engine: Engine, image: string, signal?: AbortSignal): Promise<KernelFeature[]> {
  const spec = { use: 'probe', image, capabilities: ['NET_ADMIN', 'NET_RAW'] };
  const { stdout } = await withTool(engine, spec, (container) =>
    engine.exec(container, ['/usr/lib/lab/probe-kernel'], {
      timeoutMs: 20_000,
      what: "what this machine's kernel can do",
      ...(signal ? { signal } : {}),
    }),
  );
  return parseProbe(stdout);
}

/**
 * Which kernel each node gets.
 * @param host features of the host's kernel
 * @throws LabError KERNEL_LACKS when `host` is asked for and the host's kernel lacks something
 */
export function chooseKernels(lab: Lab, choice: KernelChoice, host: KernelFeature[]): Record<string, KernelMode> {
  const modes = lab.nodes.map(({ name, kernel }) => {
    const missing = kernel.filter((feature) => !host.includes(feature));
    if (choice === 'host' && missing.length > 0) {
      throw new LabError(
        'KERNEL_LACKS',
        `node ${name} needs ${missing.join(', ')}, which the kernel of this machine lacks`,
        {
          hint: 'Leave --kernel out: such nodes then boot a kernel of their own. `lab doctor` says which modules to install.',
        },
      );
    }
    const own = choice === 'own' || (choice === 'auto' && missing.length > 0);
    return [name, own ? 'own' : 'host'] as const;
  });
  return Object.fromEntries(modes);
}

/** Whether the choice depends on what the host's kernel can do. */
export const needsProbe = (lab: Lab, choice: KernelChoice): boolean =>
  choice !== 'own' && lab.nodes.some(({ kernel }) => kernel.length > 0);

const ENTER = '/usr/lib/lab/enter';

/**
 * The command that runs `command` on the node's kernel, for the engine to run in its container.
 * @param options.observes whether it looks at the node for us: then it does not see what the student mounted
 */
export function reach(kernel: KernelMode, command: string[], { tty = false, observes = false } = {}): string[] {
  return kernel === 'host' ? command : [ENTER, ...(tty ? ['-t'] : []), ...(observes ? ['-o'] : []), ...command];
}
