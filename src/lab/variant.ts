/** Renumbers a lab for one student. The same seed always gives the same variant, on any machine. */
import { addressToNumber, isInSubnet, isIpv4, numberToAddress, overlaps, parseSubnet } from '../util/address.ts';
import type { Lab } from './lab.ts';
import { movedHost, movedWhole, movesOf, ownAddresses, type Move } from './renumber.ts';

export interface Variant {
  lab: Lab;
  /** Renumbers other texts of the lab, such as its file and its guides. */
  text: (text: string) => string;
}

/** Normalizes a seed, which may be the name of a student or file: case and Unicode composition do not matter. */
export const toSeed = (written: string): string => written.normalize('NFC').toLowerCase().trim();

/** A dot, also as written in patterns: `192\.168\.0\.223`, `192[.]168[.]0[.]223`. */
const DOT = String.raw`(?:\\?\.|\[\.\])`;
/** An address or its first three numbers, with an optional prefix length. tcpdump appends `.PORT`. */
const ADDRESS = new RegExp(String.raw`(?<![\d.])(\d{1,3}(?:${DOT}\d{1,3}){2,3})(?!\d)(?:\/(\d{1,2})(?!\d))?`, 'g');
const MAC = /\b02:42((?::[0-9a-f]{2}){4})\b/gi;
/** Shortened MAC addresses: the last one or two parts, as in guides, or `c8:d2 > 00:df`, as in the check `trace`. */
const MAC_END =
  /(?<=\.\.\.:)(?:[0-9a-f]{2}:)?[0-9a-f]{2}\b|(?<![:\w])[0-9a-f]{2}:[0-9a-f]{2}(?= > [0-9a-f]{2}:[0-9a-f]{2}(?![:\w]))|(?<=(?<![:\w])[0-9a-f]{2}:[0-9a-f]{2} > )[0-9a-f]{2}:[0-9a-f]{2}(?![:\w])/gi;
/** The last number of a VIP, as used in interface labels and searches: `eth0:240`, `grep 240`. */
const VIP_END = /(?<=\b(?:eth\d+|lo):|\bgrep (?:-\w+ )*)\d{1,3}(?!\d|\.\d|:[\da-f])/g;

const hex = (octet: number): string => octet.toString(16).padStart(2, '0');
const bytesOf = (mac: string): number[] => mac.split(':').map((part) => parseInt(part, 16));
const octetsOf = (address: string): number[] => address.split('.').map(Number);

function makeText(lab: Lab, moves: Move[]): (text: string) => string {
  const own = ownAddresses(lab);
  const vips = Object.values(lab.vars);

  const move = (address: string): string | undefined => {
    const found = isIpv4(address) ? moves.find(({ from }) => isInSubnet(address, from)) : undefined;
    return found && movedHost(address, found);
  };
  /** Moves a subnet that equals, contains or is part of one of the lab's subnets. */
  const moveRange = (cidr: string): string | undefined => {
    const subnet = parseSubnet(cidr);
    const found = subnet && moves.find(({ from }) => overlaps(from, subnet));
    if (!found) return undefined;
    // One around a network of the lab becomes the one of that size around where the network goes.
    const isAround = subnet.prefix < found.from.prefix;
    const whole = isAround ? found.to.base : addressToNumber(movedWhole(cidr.split('/')[0] ?? '', found));
    return numberToAddress(whole - (whole % 2 ** (32 - subnet.prefix)));
  };
  const moveNumbers = (numbers: string[], length: string | undefined): string | undefined => {
    const address = [...numbers, '0'].slice(0, 4).join('.');
    if (numbers.length === 3) return moveRange(`${address}/24`);
    const isRange = length !== undefined && length !== '0' && !own.includes(address);
    return (isRange ? moveRange(`${address}/${length}`) : undefined) ?? move(address);
  };

  /** The last two numbers of the new address, given the last one or two numbers of the old one. */
  const moveEnd = (known: string[], last: number, third?: number): number[] | undefined => {
    const found = known.find((address) => {
      const octets = octetsOf(address);
      return octets[3] === last && (third === undefined || octets[2] === third);
    });
    const moved = found === undefined ? undefined : move(found);
    return moved === undefined ? undefined : octetsOf(moved).slice(2);
  };

  return (text) =>
    text
      .replaceAll(ADDRESS, (token: string, address: string, length: string | undefined) => {
        const moved = moveNumbers(address.match(/\d+/g) ?? [], length)?.split('.');
        // Only the numbers are replaced; the text between and after them stays.
        return moved ? address.replaceAll(/\d+/g, () => moved.shift() ?? '') + token.slice(address.length) : token;
      })
      .replaceAll(MAC, (token: string, tail: string) => {
        const moved = move(bytesOf(tail.slice(1)).join('.'));
        return moved === undefined ? token : `${token.slice(0, -tail.length)}:${octetsOf(moved).map(hex).join(':')}`;
      })
      .replaceAll(MAC_END, (token: string) => {
        const bytes = bytesOf(token).toReversed() as [number, number?];
        return (
          moveEnd(own, ...bytes)
            ?.slice(-bytes.length)
            .map(hex)
            .join(':') ?? token
        );
      })
      .replaceAll(VIP_END, (token: string) => String(moveEnd(vips, Number(token))?.[1] ?? token));
}

/** A copy in which `text` has been applied to every string. */
function mapTexts<T>(value: T, text: (text: string) => string): T {
  const walk = (item: unknown): unknown => {
    if (typeof item === 'string') return text(item);
    if (Array.isArray(item)) return item.map(walk);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([key, field]) => [key, walk(field)]));
  };
  return walk(value) as T;
}

/** @param lab the original, not a variant itself */
export function variantOf(lab: Lab, seed: string): Variant {
  const text = makeText(lab, movesOf(lab, seed));
  const { folder, ...written } = lab;
  return { lab: { ...mapTexts(written, text), ...(folder !== undefined && { folder }), variant: seed }, text };
}

/** @param seed undefined: returns the original lab */
export const inVariant = (lab: Lab, seed: string | undefined): Lab =>
  seed === undefined ? lab : variantOf(lab, seed).lab;
