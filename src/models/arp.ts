/**
 * The kernel's rules for arp_ignore and arp_announce (Documentation/networking/ip-sysctl.rst; net/ipv4/arp.c and devinet.c
 * for details). Used to explain measurements, never instead of them. Pure.
 */
import { addressToNumber, isInSubnet } from '../util/address.ts';
import type { Text } from '../util/text.ts';
import type { Address } from '../parsers/ip-json.ts';

export const ARP_SETTINGS = ['arp_ignore', 'arp_announce'] as const;
export type ArpSetting = (typeof ARP_SETTINGS)[number];

/** The values with a defined meaning; any other value acts like 0. */
export const ARP_VALUES: Record<ArpSetting, number[]> = { arp_ignore: [0, 1, 2, 3, 8], arp_announce: [0, 1, 2] };

/** A node's address, as far as these rules use it. If several are in one subnet, the first is used as the sender. */
export type OwnAddress = Pick<Address, 'device' | 'address' | 'prefix' | 'scope'>;

export interface ArpQuestion {
  /** The interface on which the ARP request is received (arp_ignore) or sent (arp_announce). */
  device: string;
  /** arp_ignore: the address that is asked for. arp_announce: the source of the packet that waits for the answer. */
  address: string;
  /** arp_ignore: the address of the sender. arp_announce: the address that is asked for. */
  peer: string;
}

export interface Told {
  /** `yes` or `no` for arp_ignore, the sender's address for arp_announce. */
  outcome: string;
  why: Text;
}

const covers = ({ address, prefix }: OwnAddress, other: string): boolean => {
  const own = addressToNumber(address);
  return isInSubnet(other, { base: own - (own % 2 ** (32 - prefix)), prefix });
};

const told = (outcome: string, en: string, zh: string): Told => ({ outcome, why: { en, zh } });

/** Whether a node with these addresses answers the ARP request (arp_ignore). */
export function answerTo(addresses: OwnAddress[], value: number, { device, address, peer }: ArpQuestion): Told {
  const found = addresses.filter((one) => one.address === address);
  const [first] = found;
  if (!first) return told('no', `it does not have ${address}`, `它没有 ${address}`);
  const isHere = found.some((one) => one.device === device);
  const elsewhere = told(
    'no',
    `${address} is on ${first.device}, and the question comes in on ${device}`,
    `${address} 在 ${first.device} 上，请求却从 ${device} 进来`,
  );
  switch (value) {
    case 1: {
      const here = `${address} is on ${device}, where the question comes in`;
      return isHere ? told('yes', here, `${address} 就在收到请求的 ${device} 上`) : elsewhere;
    }
    case 2: {
      if (!isHere) return elsewhere;
      const isNear = addresses.some((one) => one.device === device && covers(one, address) && covers(one, peer));
      return isNear
        ? told('yes', `${peer} is in the subnet of ${device}`, `${peer} 在 ${device} 的网段内`)
        : told('no', `${peer} is not in the subnet of ${device}`, `${peer} 不在 ${device} 的网段内`);
    }
    case 3: {
      const isWider = found.some(({ scope }) => scope !== 'host');
      return isWider
        ? told(
            'yes',
            `3 looks at the scope alone, and here that is ${first.scope}`,
            `3 只看 scope，这里是 ${first.scope}`,
          )
        : told('no', `the scope of ${address} is host`, `${address} 的 scope 是 host`);
    }
    case 8:
      return told('no', '8 answers nobody', '8 一概不答');
    default:
      return told(
        'yes',
        `${value} answers for every address of the machine, on whichever device`,
        `${value} 只要是本机的地址就答，不管在哪块网卡上`,
      );
  }
}

/** The sender address that a node with these addresses uses in its ARP request (arp_announce). */
export function senderOf(addresses: OwnAddress[], value: number, { device, address, peer }: ArpQuestion): Told {
  const here = addresses.filter((one) => one.device === device);
  const candidates = here.filter(({ scope }) => scope !== 'host');
  const best = (candidates.find((one) => covers(one, peer)) ?? candidates[0])?.address ?? address;
  switch (value) {
    case 1: {
      const isNear = here.some((one) => covers(one, peer) && covers(one, address));
      return isNear
        ? told(
            address,
            `${address} lies in the subnet of ${device}, as who is asked for does: 1 keeps it, whichever device has it`,
            `${address} 与被问者同在 ${device} 的网段：1 就保留它，不管它在哪块网卡上`,
          )
        : told(best, `${address} is not in the subnet of ${device}`, `${address} 不在 ${device} 的网段内`);
    }
    case 2:
      return told(best, `2 takes the address of ${device} that fits best`, `2 总是选 ${device} 上最合适的地址`);
    default:
      return told(address, `${value} takes the source of the packet that waits`, `${value} 取等待发送的那个包的源地址`);
  }
}

export const predictArp: Record<ArpSetting, typeof answerTo> = { arp_ignore: answerTo, arp_announce: senderOf };
