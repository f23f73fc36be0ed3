import { isIpv4 } from '../lab/address.ts';
import { readCount } from './lines.ts';

export interface Endpoint {
  address: string;
  /** 0 when there is none. */
  port: number;
}

const BRACKETED = /^\[([^[\]]+)\]:(\d+)$/;
const PLAIN = /^([^:]+):(\d+)$/;

/** Whether `value` has the shape of an IPv6 address; the tools do not print any other. */
export const isIpv6 = (value: string): boolean => /^[0-9a-f]*:[0-9a-f:]*(?:\d+(?:\.\d+){3})?$/i.test(value);

export function readPort(word: string | undefined): number | undefined {
  const port = readCount(word);
  return port !== undefined && port <= 65535 ? port : undefined;
}

/** `192.168.0.224:80` or `[2001:db8::224]:80`; undefined for anything else. */
export function readEndpoint(word: string | undefined): Endpoint | undefined {
  const [, v6, v6Port] = BRACKETED.exec(word ?? '') ?? [];
  const [, v4, v4Port] = PLAIN.exec(word ?? '') ?? [];
  const address = v6 ?? v4;
  const port = readPort(v6Port ?? v4Port);
  if (address === undefined || port === undefined) return undefined;
  return (v6 === undefined ? isIpv4(address) : isIpv6(address)) ? { address, port } : undefined;
}
