/** Listening sockets of /proc/net/tcp and /proc/net/tcp6. */
import { numberToAddress } from '../util/address.ts';
import { mapLines, splitLines } from './lines.ts';

export interface Listener {
  /** `0.0.0.0`: any; `::`: any of IPv6, and of IPv4 unless the program forbade it. Another one of IPv6 is as the kernel prints it. */
  address: string;
  port: number;
}

const ANY_IPV6 = '0'.repeat(32);
const MAPPED = '0000000000000000FFFF0000';

// 0B00007F is 127.0.0.11: the bytes of a word are in the order of the machine
const readWord = (hex: string): string => numberToAddress(parseInt(hex.replace(/(..)(..)(..)(..)/, '$4$3$2$1'), 16));

function readAddress(hex: string): string {
  if (hex.length === 8) return readWord(hex);
  if (hex === ANY_IPV6) return '::';
  return hex.startsWith(MAPPED) ? readWord(hex.slice(MAPPED.length)) : hex;
}

//    1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2162922 1 …
const LISTENER = /^\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:0000 0A /;

/** Lines of sockets in state 0A (LISTEN) alone. @throws ParseError */
export const parseListeners = (text: string): Listener[] =>
  mapLines(splitLines(text), 'a listening socket of /proc/net/tcp', (row) => {
    const [, address, port] = LISTENER.exec(row) ?? [];
    return address === undefined || port === undefined
      ? undefined
      : { address: readAddress(address), port: parseInt(port, 16) };
  });
