import type { WireResult } from '../probes/probes.ts';
import { hasMac, nodeSeen } from '../probes/snapshot.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import { hostOf, observeWire } from './wire.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'arp-announce'>;

/** A server may know a client of an earlier check: then it does not ask, and others are sent. */
const countAskers = ({ atClient }: WireResult): number =>
  new Set(atClient.flatMap(({ sourceMac, packet }) => (packet.type === 'arp-request' ? [sourceMac] : []))).size;

export const kind: CheckKind<Parameters, WireResult> = {
  observe: (parameters, probes) =>
    observeWire(parameters, probes, (seen) => countAskers(seen) >= parameters.servers.length),
  judge({ from, url, servers }, { snapshot, observed }) {
    const vip = hostOf(url);
    const asked = observed.atClient.flatMap(({ sourceMac, packet }) => {
      const server = servers.find((name) => hasMac(snapshot, name, sourceMac));
      return server !== undefined && packet.type === 'arp-request' ? [{ server, ...packet }] : [];
    });
    const evidence = asked.map(({ server, target, sender }) => `${server}: who has ${target}, tell ${sender}`);
    const loud = servers.filter((name) => asked.some(({ server, sender }) => server === name && sender === vip));
    if (loud.length > 0) {
      const names = loud.join(', ');
      const values = loud.map(
        (name) =>
          `${name} net.ipv4.conf.all.arp_announce = ${nodeSeen(snapshot, name).sysctls['net.ipv4.conf.all.arp_announce']}`,
      );
      return fail(
        {
          en: `${names} asks by ARP in the name of ${vip}: whoever hears it takes the VIP for ${names}`,
          zh: `${names} 以 ${vip} 的名义发出 ARP 请求：听到的主机会以为 VIP 在 ${names} 上`,
        },
        ...evidence,
        ...values,
      );
    }
    // A fresh client is in nobody's ARP cache, so a server that answered it must have asked.
    if (asked.length === 0) {
      return fail({
        en: `no real server asked ${from} by ARP, so how they ask could not be seen`,
        zh: `没有看到真实服务器向 ${from} 发出 ARP 请求，无法判断`,
      });
    }
    return pass(...evidence);
  },
};
