import { hasMac, nodeOfMac, nodeSeen } from '../probes/snapshot.ts';
import type { ArpReply } from '../parsers/arping.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import { effectiveSysctl } from './sysctl.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'arp-owner'>;

export const kind: CheckKind<Parameters, ArpReply[]> = {
  observe: ({ from, address: wanted, network }, probes) => probes.arp(from, wanted, network),
  judge({ from, address: wanted, owner }, { snapshot, observed }) {
    const macs = [...new Set(observed.map(({ mac }) => mac))];
    const evidence = macs.map((mac) => `${from}: who has ${wanted}? ${mac} (${nodeOfMac(snapshot, mac) ?? '?'})`);
    const others = macs.filter((mac) => owner === undefined || !hasMac(snapshot, owner, mac));
    if (others.length > 0) {
      const names = others.map((mac) => nodeOfMac(snapshot, mac) ?? mac);
      const sysctls = names.flatMap((name) => {
        const device = snapshot[name] && nodeSeen(snapshot, name).links.find((link) => others.includes(link.mac ?? ''));
        const value =
          device && effectiveSysctl(nodeSeen(snapshot, name).sysctls, `net.ipv4.conf.${device.name}.arp_ignore`);
        return value === undefined
          ? []
          : [`${name} arp_ignore on ${device?.name} (larger of all and ${device?.name}) = ${value}`];
      });
      return fail(
        {
          en: `${names.join(', ')} ${owner === undefined ? 'answers' : 'also answers'} ARP for ${wanted}; ${owner === undefined ? 'nobody' : `only ${owner}`} may`,
          zh: `${names.join('、')} ${owner === undefined ? '' : '也'}应答了 ${wanted} 的 ARP 请求；${owner === undefined ? '这里谁都不应当应答' : `只允许 ${owner} 应答`}`,
        },
        ...evidence,
        ...sysctls,
      );
    }
    if (macs.length === 0 && owner === undefined) return pass(`${from}: who has ${wanted}? nobody`);
    if (macs.length === 0) {
      return fail({
        en: `nobody answers ARP for ${wanted}; ${owner} should`,
        zh: `没有人应答 ${wanted} 的 ARP 请求；应由 ${owner} 应答`,
      });
    }
    return pass(...evidence);
  },
};
