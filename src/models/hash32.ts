import { addressToNumber } from '../util/address.ts';

const GOLDEN_RATIO_32 = 0x61c88647;

/** hash_32 of include/linux/hash.h for an address in host byte order: the upper `bits` of the product. */
export const hash32 = (address: string, bits: number): number =>
  Math.imul(addressToNumber(address), GOLDEN_RATIO_32) >>> (32 - bits);
