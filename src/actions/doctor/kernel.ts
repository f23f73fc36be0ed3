/** What the engine's kernel can do, found out by use. Pure. */
import { KERNEL_FEATURES, type KernelFeature } from '../../lab/features.ts';
import type { Finding } from './finding.ts';

/** @param features undefined: not tried */
export function judgeKernel(kernelVersion: string, features: KernelFeature[] | undefined): Finding {
  if (!features) {
    return {
      id: 'kernel',
      level: 'note',
      message: `kernel ${kernelVersion}: not tried, the node image is not built yet`,
      advice: '`lab image build`',
    };
  }
  const missing = KERNEL_FEATURES.filter((feature) => !features.includes(feature));
  if (missing.length === 0)
    return { id: 'kernel', level: 'ok', message: `kernel ${kernelVersion} has ${features.join(', ')}` };
  return {
    id: 'kernel',
    level: 'note',
    message: `kernel ${kernelVersion} lacks ${missing.join(', ')}: nodes that need it boot a kernel of their own`,
    advice:
      'Nothing has to be done. For the host kernel, install the modules of your distribution and `modprobe ip_vs ipip xt_ipvs`.',
  };
}
