/** Who may ask the server for anything. Pure. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN_BYTES = 32;

export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** What a token is looked up by. */
export const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Takes the same time whatever the two have in common. */
export const isSameToken = (given: string | undefined, expected: string): boolean =>
  timingSafeEqual(digest(given ?? ''), digest(expected)) && given !== undefined;

/** The names by which a browser on this machine reaches the server. Any other name is one that somebody else's DNS leads here. */
export const allowedHosts = (port: number): string[] => ['127.0.0.1', 'localhost'].map((name) => `${name}:${port}`);

export const isAllowedHost = (host: string | undefined, port: number): boolean =>
  host !== undefined && allowedHosts(port).includes(host.toLowerCase());

/** The origin must be the very page that this server gave under the same name. */
export const isSameOrigin = (origin: string, host: string): boolean => origin === `http://${host.toLowerCase()}`;

/** Browsers send cookies to all ports of a name, so each server has a name of its own for its cookie. */
export const cookieName = (port: number): string => `lvs-lab-${port}`;

/** HttpOnly: no script reads it. SameSite=Strict: no page of another site makes the browser send it. */
export const cookieHeader = (port: number, token: string): string =>
  `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`;

/** @returns undefined if the header has no cookie of this name, or more than one */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 ? values[0] : undefined;
}

export interface Asked {
  host: string | undefined;
  origin: string | undefined;
  cookie: string | undefined;
}

export type Refusal = 'host' | 'origin' | 'token';

/**
 * Why a request is refused; undefined if it is not. A browser sends no Origin with a request for a page or a script of the page's
 * own, and always with a WebSocket.
 * @param needsOrigin of a WebSocket
 */
export function refusalOf(
  { host, origin, cookie }: Asked,
  { port, token, needsOrigin }: { port: number; token: string; needsOrigin: boolean },
): Refusal | undefined {
  if (host === undefined || !isAllowedHost(host, port)) return 'host';
  if (origin === undefined ? needsOrigin : !isSameOrigin(origin, host)) return 'origin';
  return isSameToken(readCookie(cookie, cookieName(port)), token) ? undefined : 'token';
}

/**
 * The page loads from this server only, runs no script that is written into it, and nobody may frame it.
 * @param nonce for the style sheets that the terminal writes at run time
 * @param formTarget where forms may send
 */
export function securityHeaders(
  host: string,
  nonce: string,
  { scheme = 'ws', formTarget = "'none'" }: { scheme?: 'ws' | 'wss'; formTarget?: "'none'" | "'self'" } = {},
): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self' ${scheme}://${host}`,
    "img-src 'self'",
    "base-uri 'none'",
    `form-action ${formTarget}`,
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'Cache-Control': 'no-store',
  };
}
