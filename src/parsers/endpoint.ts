import { isIpv4 } from '../lab/address.ts';
import { readCount } from './lines.ts';

export interface Endpoint {
  /** Read with names: perhaps a host's name. */
  address: string;
  /** 0 when there is none, and when it is known by its name alone. */
  port: number;
  /** Only read with names: `http`. */
  portName?: string;
  /** Only read with names: the address is what was printed of it, and the port, if any, was not. */
  isCut?: true;
}

/** undefined for a word that is none. */
export type ReadEndpoint = (word: string | undefined) => Endpoint | undefined;

const BRACKETED = /^\[([^[\]]+)\]:(\d+)$/;
const PLAIN = /^([^:]+):(\d+)$/;

/** Whether `value` has the shape of an IPv6 address; the tools do not print any other. */
export const isIpv6 = (value: string): boolean => /^[0-9a-f]*:[0-9a-f:]*(?:\d+(?:\.\d+){3})?$/i.test(value);

export function readPort(word: string | undefined): number | undefined {
  const port = readCount(word);
  return port !== undefined && port <= 65535 ? port : undefined;
}

/** `192.168.0.224:80` or `[2001:db8::224]:80`. */
export const readEndpoint: ReadEndpoint = (word) => {
  const [, v6, v6Port] = BRACKETED.exec(word ?? '') ?? [];
  const [, v4, v4Port] = PLAIN.exec(word ?? '') ?? [];
  const address = v6 ?? v4;
  const port = readPort(v6Port ?? v4Port);
  if (address === undefined || port === undefined) return undefined;
  return (v6 === undefined ? isIpv4(address) : isIpv6(address)) ? { address, port } : undefined;
};

/** ipvsadm cuts off here what it prints of an IPv4 server or service, be it in the middle of a name. */
const CUT_AT = 28;
const CUT = /^[a-z_\d][\w.:+/-]*$/i;
const NAMED = /^(?:([a-z_\d][\w.-]*)|\[([\w.:-]+)\]):([a-z\d][\w.+*/-]*)$/i;

/** Numbers that are no address are no host's name either. */
const isHost = (word: string): boolean => isIpv4(word) || isIpv6(word) || !/^[\d.:]+$/.test(word);

/** As without `-n`: `web01:http`, `192.168.0.224:http`, `[2001:db8::224]:http`, `real-server-with-a-long-name`. */
export const readNamedEndpoint: ReadEndpoint = (word = '') => {
  const numbers = readEndpoint(word);
  if (numbers) return numbers;
  if (word.length === CUT_AT && CUT.test(word)) return { address: word, port: 0, isCut: true };
  const [, plain, bracketed, name = ''] = NAMED.exec(word) ?? [];
  const address = plain ?? bracketed;
  if (address === undefined || !isHost(address)) return undefined;
  if (!/^\d+$/.test(name)) return { address, port: 0, portName: name };
  const port = readPort(name);
  return port === undefined ? undefined : { address, port };
};

/** What tools are asked to print: numbers (`-n`), as all of ours are, or names where there are some. */
export interface Printed {
  names?: boolean;
}

export const endpointReader = ({ names = false }: Printed = {}): ReadEndpoint =>
  names ? readNamedEndpoint : readEndpoint;

/** As tools print it and take it. */
export const showEndpoint = ({ address, port }: { address: string; port: number }): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;
