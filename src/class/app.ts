/** A class over HTTP. A student's cookie says who he is: no address names anybody's lab but his own. */
import { randomBytes } from 'node:crypto';
import { Hono, type Context as Asked } from 'hono';
import type { Lab } from '../lab/lab.ts';
import type { Language } from '../lab/primitives.ts';
import { ICON, packed, pageHtml, type Assets } from '../server/app.ts';
import { readCookie, securityHeaders } from '../server/guard.ts';
import { LabError } from '../util/errors.ts';
import { allowedHost, cookieOf, tokenOf, type Door } from './doors.ts';
import type { LabsRunning } from './labs-running.ts';
import type { LinkBook } from './links.ts';
import { CLASS_CSS, isClosed, isOpen, listPage, type LabRow } from './list-page.ts';
import type { LoadedClass } from './load.ts';
import type { Student } from './roster.ts';
import type { ClassState } from './state.ts';

export interface ClassAppInput {
  loaded: LoadedClass;
  /** Of the class, as they are written. */
  labs: ReadonlyMap<string, Lab>;
  door: Door;
  links: LinkBook;
  running: LabsRunning;
  state: ClassState;
  assets: Assets;
  now: () => number;
}

interface Env {
  Variables: { nonce: string; student: Student };
}

const LANGUAGE_COOKIE = 'lvs-lab-class-language';
/** For a link that was followed from another site: a redirect would still be that site's request, and bring no cookie. */
const ONWARD = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>lvs-lab</title>\n`;
const WRONG_LINK = 'This link is not valid (any more): ask your instructor for another one.';

const time = (written: string | undefined): number | undefined =>
  written === undefined ? undefined : Date.parse(written);

export function makeClassApp(input: ClassAppInput): Hono<Env> {
  const { loaded, labs, door, links, running, state, assets, now } = input;
  const app = new Hono<Env>();

  const rowOf = async ({ id }: Student, written: LoadedClass['labs'][number]): Promise<LabRow> => {
    const place = { student: id, lab: written.lab };
    return {
      id: written.lab,
      title: labs.get(written.lab)?.title ?? { zh: written.lab, en: written.lab },
      opens: time(written.opens),
      closes: time(written.closes),
      status: running.status(place),
      savedAt: await state.savedAt(place),
      handedInAt: await state.handedInAt(place),
    };
  };
  const languageFor = (context: Asked<Env>): Language => {
    const wanted = readCookie(context.req.header('cookie'), LANGUAGE_COOKIE);
    return loaded.languages.find((one) => one === wanted) ?? loaded.languages[0] ?? 'en';
  };

  app.use('*', async (context, next) => {
    const { req } = context;
    const asking = { host: req.header('host'), origin: req.header('origin'), cookie: req.header('cookie') };
    const isPost = req.method === 'POST';
    const host = allowedHost(door, asking, isPost);
    const nonce = randomBytes(16).toString('base64');
    context.set('nonce', nonce);
    const scheme = door.isSecure ? 'wss' : 'ws';
    const headers = securityHeaders(host ?? 'localhost', nonce, { scheme, formTarget: "'self'" });
    // A form of a page that tells nobody where it is sends the origin "null".
    for (const [name, value] of Object.entries({ ...headers, 'Referrer-Policy': 'same-origin' }))
      context.header(name, value);
    if (host === undefined) return context.text('The Host or Origin header is not of this server.', 403);
    if (!isPost && req.method !== 'GET') return context.text('Only GET and POST are answered.', 405);
    const token = isPost || req.path !== '/' ? undefined : req.query('token');
    const student = links.find(token ?? tokenOf(door, asking));
    if (!student) return context.text(WRONG_LINK, 403);
    if (token !== undefined) {
      context.header('Set-Cookie', cookieOf(door, token));
      return req.header('sec-fetch-site') === 'cross-site' ? context.html(ONWARD) : context.redirect('/', 303);
    }
    context.set('student', student);
    return next();
  });

  app.get('/', async (context) => {
    const wanted = loaded.languages.find((one) => one === context.req.query('lang'));
    if (wanted !== undefined) {
      context.header('Set-Cookie', `${LANGUAGE_COOKIE}=${wanted}; HttpOnly; SameSite=Strict; Path=/`);
      return context.redirect('/', 303);
    }
    const student = context.get('student');
    const rows = await Promise.all(loaded.labs.map((one) => rowOf(student, one)));
    const isWaiting = rows.some(({ status }) => status.is === 'queued' || status.is === 'starting');
    context.header('Refresh', isWaiting ? '1' : '30');
    const { title } = loaded;
    const hasOther = loaded.languages.length > 1;
    return context.html(listPage({ title, student, language: languageFor(context), hasOther, rows, now: now() }));
  });
  app.get('/class.css', (context) => context.body(CLASS_CSS, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  app.get('/icon.svg', (context) => context.body(ICON, 200, { 'Content-Type': 'image/svg+xml' }));

  /** The row of the lab in the address; undefined: it is none of this class. */
  const asked = async (context: Asked<Env>): Promise<LabRow | undefined> => {
    const written = loaded.labs.find(({ lab }) => lab === context.req.param('lab'));
    return written && rowOf(context.get('student'), written);
  };

  app.post('/labs/:lab/start', async (context) => {
    const row = await asked(context);
    if (!row) return context.notFound();
    if (!isOpen(row, now())) return context.text(`${row.id} is not open yet.`, 403);
    running.start({ student: context.get('student').id, lab: row.id });
    return context.redirect('/', 303);
  });
  app.post('/labs/:lab/hand-in', async (context) => {
    const row = await asked(context);
    if (!row) return context.notFound();
    if (!isOpen(row, now()) || isClosed(row, now())) return context.text(`${row.id} cannot be handed in now.`, 403);
    try {
      await running.handIn({ student: context.get('student').id, lab: row.id });
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      return context.text(error.message, 409);
    }
    return context.redirect('/', 303);
  });

  app.get('/labs/:lab/', async (context) => {
    const row = await asked(context);
    if (!row) return context.notFound();
    if (row.status.is !== 'running') return context.redirect('/', 303);
    return context.html(pageHtml(`${row.title[languageFor(context)]} · lvs-lab`, context.get('nonce')));
  });
  app.get('/labs/:lab/page.js', (context) =>
    context.body(assets.script, 200, packed('text/javascript; charset=utf-8')),
  );
  app.get('/labs/:lab/page.css', (context) => context.body(assets.style, 200, packed('text/css; charset=utf-8')));
  app.get('/labs/:lab/icon.svg', (context) => context.body(ICON, 200, { 'Content-Type': 'image/svg+xml' }));
  app.notFound((context) => context.text('Not found.', 404));
  return app;
}
