/** What a lab can ask of a node's kernel. Probed by use, never by name (see src/orchestrator/kernel.ts). */
export const KERNEL_FEATURES = ['ip_vs', 'ipip', 'xt_ipvs'] as const;
export type KernelFeature = (typeof KERNEL_FEATURES)[number];
