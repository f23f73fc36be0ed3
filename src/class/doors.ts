/** Who may ask a class's server for anything. Pure. */
import { readCookie } from '../server/guard.ts';
import type { WrittenClass } from './schema.ts';

export interface Door {
  isSecure: boolean;
  /** Values of the Host header, in lower case. */
  hosts: string[];
  /** The name of the cookie: browsers send cookies to all ports of a name. */
  cookie: string;
}

/** @param port on which it listens */
export function doorOf({ listen }: Pick<WrittenClass, 'listen'>, port: number): Door {
  const { url, tls, address } = listen;
  const isSecure = tls !== undefined || url?.startsWith('https:') === true;
  const own = [address, ...(address === '127.0.0.1' ? ['localhost'] : [])].map((name) => `${name}:${port}`);
  return {
    isSecure,
    hosts: url === undefined ? own : [new URL(url).host.toLowerCase()],
    cookie: `lvs-lab-class-${port}`,
  };
}

/** What links begin with, without a slash at the end. */
export const originOf = ({ isSecure, hosts }: Door): string => `${isSecure ? 'https' : 'http'}://${hosts[0]}`;

export interface Asking {
  host: string | undefined;
  origin: string | undefined;
  cookie: string | undefined;
}

/** The host that was asked by, if it is one of the server's; `needsOrigin`: what changes something, and WebSockets. */
export function allowedHost(door: Door, { host, origin }: Asking, needsOrigin: boolean): string | undefined {
  const name = host?.toLowerCase();
  if (name === undefined || !door.hosts.includes(name)) return undefined;
  const own = `${door.isSecure ? 'https' : 'http'}://${name}`;
  return (origin === undefined ? needsOrigin : origin !== own) ? undefined : name;
}

export const tokenOf = (door: Door, { cookie }: Asking): string | undefined => readCookie(cookie, door.cookie);

/** HttpOnly: no script reads it. SameSite=Strict: no page of another site makes the browser send it. */
export const cookieOf = ({ cookie, isSecure }: Door, token: string): string =>
  `${cookie}=${token}; HttpOnly; SameSite=Strict; Path=/${isSecure ? '; Secure' : ''}`;
