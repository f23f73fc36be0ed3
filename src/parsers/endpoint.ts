import { isIpv4 } from '../util/address.ts';
import { readCount } from './lines.ts';

export interface Endpoint {
  /** May be a host name if the output was read with names. */
  address: string;
  /** 0 if there is none, or if only its name is known. */
  port: number;
  /** Only if read with names: `http`. */
  portName?: string;
  /** Only if read with names: the address was truncated, and the port, if any, was not printed. */
  isCut?: true;
}

/** Parses an address; undefined if the word is not one. */
export type ReadEndpoint = (word: string | undefined) => Endpoint | undefined;

const BRACKETED = /^\[([^[\]]+)\]:(\d+)$/;
const PLAIN = /^([^:]+):(\d+)$/;

/** Whether `value` looks like an IPv6 address, which is enough, since the tools print nothing else of this form. */
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

/** ipvsadm truncates an IPv4 server or service at this width, even in the middle of a name. */
const CUT_AT = 28;
const CUT = /^[a-z_\d][\w.:+/-]*$/i;
const NAMED = /^(?:([a-z_\d][\w.-]*)|\[([\w.:-]+)\]):([a-z\d][\w.+*/-]*)$/i;

/** Whether a word can be a host: an address or a name. A number that is not an address is neither. */
const isHost = (word: string): boolean => isIpv4(word) || isIpv6(word) || !/^[\d.:]+$/.test(word);

/**
 * Parses an endpoint printed without `-n`: `web01:http`, `192.168.0.224:http`, `[2001:db8::224]:http`,
 * `real-server-with-a-long-name`.
 */
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

/** Whether the tool printed numbers (`-n`), as our own commands do, or names. */
export interface Printed {
  names?: boolean;
}

export const endpointReader = ({ names = false }: Printed = {}): ReadEndpoint =>
  names ? readNamedEndpoint : readEndpoint;

/** Formats an endpoint as the tools print and accept it. */
export const showEndpoint = ({ address, port }: { address: string; port: number }): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;
