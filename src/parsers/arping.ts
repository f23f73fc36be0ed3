/** Parses the output of Habets' arping 2 (Debian's package `arping`; not iputils-arping, which prints `Unicast reply from …`). */
import { isIpv4 } from '../util/address.ts';
import { mapLines, splitLines } from './lines.ts';

export interface ArpReply {
  mac: string;
  address: string;
  /** Counts replies, not requests: if two machines answer one request, they are 0 and 1. */
  index: number;
}

/** Lines to ignore: title, `Timeout`, statistics, replies to the echo request of a ping to a MAC address. */
const isReply = (text: string): boolean => /^\d+ bytes from /.test(text) && !text.includes(': icmp_seq=');

const REPLY = /^\d+ bytes from ([0-9a-f]{2}(?::[0-9a-f]{2}){5}) \(([\d.]+)\): index=(\d+) time=/;

// 42 bytes from 02:42:c0:a8:00:d2 (192.168.0.224): index=0 time=206.336 usec
function readReply(text: string): ArpReply | undefined {
  const [, mac, address, index] = REPLY.exec(text) ?? [];
  if (mac === undefined || address === undefined || !isIpv4(address)) return undefined;
  return { mac, address, index: Number(index) };
}

/** @throws ParseError */
export const parseArping = (text: string): ArpReply[] =>
  mapLines(
    splitLines(text).filter((line) => isReply(line.text)),
    'a reply of arping',
    readReply,
  );
