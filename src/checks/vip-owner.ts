import { isInSubnet, parseSubnet } from '../util/address.ts';
import type { Lab } from '../lab/lab.ts';
import type { Text } from '../lab/primitives.ts';
import { nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import type { Address } from '../parsers/ip-json.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import { whyNotMaster, whySplit } from './why-master.ts';
import { membersOf } from './vrrp-agreement.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'vip-owner'>;

const found = (snapshot: Snapshot, node: string, vip: string): Address | undefined => {
  const { addresses, links } = nodeSeen(snapshot, node);
  return addresses.find(
    ({ address: at, device }) => at === vip && links.some(({ name, isUp }) => name === device && isUp),
  );
};

function splitBrain(snapshot: Snapshot, { address: vip, nodes }: Parameters, owners: string[]): Text {
  const names = owners.join(', ');
  const why = whySplit(snapshot, membersOf(snapshot, nodes, vip), vip);
  return {
    en: `split brain: ${names} have ${vip} at the same time${why ? `; ${why.en}` : ''}`,
    zh: `脑裂：${names} 同时拥有 ${vip}${why ? `；${why.zh}` : ''}`,
  };
}

/** keepalived's use_vmac has the address on a device of its own on top of the right one. A VLAN has the MAC of what it is on. */
function isVirtualMac(snapshot: Snapshot, node: string, device: string, below: string): boolean {
  const { links } = nodeSeen(snapshot, node);
  const macOf = (wanted: string): string | undefined => links.find(({ name }) => name === wanted)?.mac;
  return links.some(({ name, parent }) => name === device && parent === below) && macOf(device) !== macOf(below);
}

/** On another device its gratuitous ARP goes nowhere; with a wider mask the node reaches for hosts that are elsewhere. */
function misplaced(lab: Lab, snapshot: Snapshot, node: string, vip: string): Text | undefined {
  const network = lab.networks.find(({ subnet }) => {
    const parsed = parseSubnet(subnet);
    return parsed !== undefined && isInSubnet(vip, parsed);
  });
  const wanted = lab.nodes.find(({ name }) => name === node)?.interfaces.find((one) => one.network === network?.name);
  const at = found(snapshot, node, vip);
  if (!wanted || !at) return undefined;
  if (at.device !== wanted.name && !isVirtualMac(snapshot, node, at.device, wanted.name)) {
    return {
      en: `${node} has ${vip} on ${at.device}, expected ${wanted.name}: nobody on the network is told by gratuitous ARP when it moves`,
      zh: `${node} 的 ${vip} 在 ${at.device} 上，应当在 ${wanted.name} 上：VIP 漂移时网络上收不到免费 ARP`,
    };
  }
  if (at.prefix !== 32 && at.prefix !== wanted.prefix) {
    return {
      en: `${node} has ${vip}/${at.prefix}, expected /${wanted.prefix} (or /32): it takes other networks for its own`,
      zh: `${node} 上是 ${vip}/${at.prefix}，应当是 /${wanted.prefix}（或 /32）：它会把别的网段当成直连`,
    };
  }
  return undefined;
}

export const kind: CheckKind<Parameters, undefined> = {
  judge(parameters, { lab, snapshot }) {
    const { address: vip, nodes, owner } = parameters;
    const owners = nodes.filter((node) => found(snapshot, node, vip));
    const evidence = nodes.map((node) => {
      const at = found(snapshot, node, vip);
      return at ? `${node} ${at.device} ${vip}/${at.prefix}` : `${node} without ${vip}`;
    });
    if (owners.length > 1) return fail(splitBrain(snapshot, parameters, owners), ...evidence);
    const [holder] = owners;
    if (holder === undefined) {
      return fail(
        { en: `none of ${nodes.join(', ')} has ${vip}`, zh: `${nodes.join('、')} 都没有 ${vip}` },
        ...evidence,
      );
    }
    if (holder !== owner) {
      const why = whyNotMaster(membersOf(snapshot, nodes, vip), holder, owner);
      return fail(
        {
          en: `${holder} has ${vip}, expected ${owner}, the master${why ? `: ${why.en}` : ''}`,
          zh: `${vip} 在 ${holder} 上，应当在主 ${owner} 上${why ? `：${why.zh}` : ''}`,
        },
        ...evidence,
      );
    }
    const reason = misplaced(lab, snapshot, holder, vip);
    return reason ? fail(reason, ...evidence) : pass(...evidence);
  },
};
