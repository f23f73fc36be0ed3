/** Work for a service as a director placed it, for the judges of `scheduler` and `workload`. */
import type { WorkloadSeen } from '../../src/probes/results.ts';

export const VIP = '192.168.0.240';
export const [WEB01, WEB02] = ['192.168.0.223', '192.168.0.224'];
export const SHARED = { director: 'lvs01', from: 'lanclient', vips: [VIP], work: '1>1*4' };

/** @param chosen last number of each server's address */
export function workSeen(chosen: (number | undefined)[], changes: Partial<WorkloadSeen> = {}): WorkloadSeen {
  const destinations = [WEB02, WEB01].map((address) => ({
    address,
    port: 80,
    method: 'dr' as const,
    weight: 1,
    activeConnections: 0,
    inactiveConnections: 0,
  }));
  return {
    service: {
      protocol: 'tcp',
      address: VIP,
      port: 80,
      scheduler: 'lc',
      flags: [],
      onePacket: false,
      persistenceSeconds: undefined,
      persistenceMask: undefined,
      destinations,
    },
    events: chosen.map(() => ({ open: { source: '192.168.0.5', destination: VIP } })),
    chosen: chosen.map((host) => (host === undefined ? undefined : `192.168.0.${host}`)),
    wasAccepted: true,
    isCalm: true,
    ...changes,
  };
}

export const workLine = (number: number, server: string, rest = ''): string =>
  ` ${number} 192.168.0.5 > ${VIP}: ${server}${rest}`;
export const WORK_HEAD = `TCP ${VIP}:80 lc`;
