/** The server's answers over HTTP: the page, its script and its style, to those who have the token. */
import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { escapeXml } from '../util/xml.ts';
import { cookieHeader, isAllowedHost, isSameOrigin, isSameToken, refusalOf, securityHeaders } from './guard.ts';

/** Compressed by gzip, which every browser takes. */
export interface Assets {
  script: Uint8Array<ArrayBuffer>;
  style: Uint8Array<ArrayBuffer>;
}

export interface AppInput {
  port: number;
  token: string;
  /** Of the page, as text. */
  title: string;
  assets: Assets;
  /** Of the last failover, as SVG; undefined: none was measured. */
  failoverPicture: (language: 'zh' | 'en') => string | undefined;
}

/** Addresses in it are relative: a class has a page like this below the path of each lab. */
export const pageHtml = (title: string, nonce: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title)}</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="page.css">
<script type="module" src="page.js" nonce="${nonce}"></script>
</head>
<body><div id="page"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
`;

/** For a link that was followed from another site: a redirect would still be that site's request, and bring no cookie. */
const ONWARD = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>lvs-lab</title>\n`;

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f5fae"/><path d="M5 12h22M16 12V7M9 12v9M23 12v9" stroke="#fff" stroke-width="2.5" fill="none" stroke-linecap="round"/><circle cx="9" cy="23" r="3" fill="#fff"/><circle cx="23" cy="23" r="3" fill="#fff"/><circle cx="16" cy="6" r="3" fill="#fff"/></svg>`;

const REFUSED = {
  host: 'The Host header must be 127.0.0.1 or localhost with the port of this server.',
  origin: 'The Origin header must be the page of this server.',
  token: 'The link lacks its token, or the server was started anew: open the link that `lab open` printed.',
};

export const packed = (type: string): Record<string, string> => ({ 'Content-Type': type, 'Content-Encoding': 'gzip' });

export function makeApp({ port, token, title, assets, failoverPicture }: AppInput): Hono {
  const app = new Hono();

  app.use('*', async (context, next) => {
    const { req } = context;
    const host = req.header('host');
    const nonce = randomBytes(16).toString('base64');
    context.set('nonce' as never, nonce as never);
    const headers = securityHeaders(isAllowedHost(host, port) && host !== undefined ? host : '127.0.0.1', nonce);
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    if (req.method !== 'GET') return context.text('Only GET is answered.', 405);
    const origin = req.header('origin');
    const asked = { host, origin, cookie: req.header('cookie') };
    const given = req.path === '/' ? req.query('token') : undefined;
    if (given !== undefined && host !== undefined && isAllowedHost(host, port)) {
      // The link itself: from then on the cookie has the token, and the address bar no longer does.
      const isOurs = (origin === undefined || isSameOrigin(origin, host)) && isSameToken(given, token);
      if (!isOurs) return context.text(REFUSED.token, 403);
      context.header('Set-Cookie', cookieHeader(port, token));
      return req.header('sec-fetch-site') === 'cross-site' ? context.html(ONWARD) : context.redirect('/', 303);
    }
    const refusal = refusalOf(asked, { port, token, needsOrigin: false });
    if (refusal !== undefined) return context.text(REFUSED[refusal], 403);
    return next();
  });

  app.get('/', (context) => context.html(pageHtml(title, String(context.get('nonce' as never)))));
  app.get('/page.js', (context) => context.body(assets.script, 200, packed('text/javascript; charset=utf-8')));
  app.get('/page.css', (context) => context.body(assets.style, 200, packed('text/css; charset=utf-8')));
  app.get('/icon.svg', (context) => context.body(ICON, 200, { 'Content-Type': 'image/svg+xml' }));
  for (const language of ['zh', 'en'] as const) {
    app.get(`/failover-${language}.svg`, (context) => {
      const picture = failoverPicture(language);
      if (picture === undefined) return context.notFound();
      return context.body(picture, 200, { 'Content-Type': 'image/svg+xml' });
    });
  }
  app.get('/alive', (context) => context.body(null, 204));
  app.notFound((context) => context.text('Not found.', 404));
  return app;
}
