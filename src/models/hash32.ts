import { addressToNumber } from '../lab/address.ts';

const GOLDEN_RATIO_32 = 0x61c88647;

/** hash_32 of include/linux/hash.h: the upper `bits` of the product, of an address in host order. */
export const hash32 = (address: string, bits: number): number =>
  Math.imul(addressToNumber(address), GOLDEN_RATIO_32) >>> (32 - bits);
