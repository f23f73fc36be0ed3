/** Kernel features that a lab can require for a node. They are detected by using them (src/orchestrator/kernel.ts). */
export const KERNEL_FEATURES = ['ip_vs', 'ipip', 'xt_ipvs'] as const;
export type KernelFeature = (typeof KERNEL_FEATURES)[number];
