import { once } from 'node:events';
import { resolve } from 'node:path';
import { doorOf, originOf } from '../../class/doors.ts';
import { keepTokens } from '../../class/links.ts';
import { loadClass, type LoadedClass } from '../../class/load.ts';
import { serveClass } from '../../class/serve-class.ts';
import { ClassState } from '../../class/state.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { LabError } from '../../util/errors.ts';
import { writeWhole } from '../../util/whole-file.ts';
import { withContext } from '../context.ts';
import { EXIT, languageOf, print, printJson, type CommonOptions, type Io } from '../io.ts';

export interface ServeOptions extends CommonOptions {
  /** true: --links without a file. */
  links?: string | true;
  renew?: string[];
  withdraw?: string[];
}

const WORDS = {
  en: { of: 'The class', ends: 'Ctrl-C saves all work, stops the labs and ends the server. Links: --links.' },
  zh: { of: '课程', ends: '按 Ctrl-C 保存所有工作、停止实验并结束服务。链接：--links。' },
};

/** A byte order mark, without which Excel garbles Chinese; quotes where a cell needs them. */
const csv = (rows: string[][]): string =>
  `\ufeff${rows.map((row) => row.map((cell) => (/[",\s]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\r\n')}\r\n`;

async function links(io: Io, loaded: LoadedClass, options: ServeOptions): Promise<number> {
  const state = new ClassState(loaded.stateFolder);
  const tokens = await keepTokens(state, loaded.students, {
    renew: options.renew ?? [],
    withdraw: options.withdraw ?? [],
  });
  const origin = originOf(doorOf(loaded, loaded.listen.port));
  const rows = loaded.students.map(({ id, name, email }) => {
    const token = tokens[id];
    return { id, name, email, link: typeof token === 'string' ? `${origin}/?token=${token}` : null };
  });
  const table = [['id', 'name', 'email', 'link'], ...rows.map((row) => [row.id, row.name, row.email, row.link ?? ''])];
  if (typeof options.links === 'string') {
    const file = resolve(io.cwd, options.links);
    await writeWhole(file, csv(table), 0o600).catch((cause: unknown) => {
      throw new LabError('FILE_UNWRITABLE', `--links ${file}: ${(cause as Error).message}`, { cause });
    });
  }
  if (options.json) printJson(io, { class: loaded.class, links: rows });
  else if (typeof options.links === 'string') print(io, options.links);
  else for (const { id, name, link } of rows) print(io, `${id}\t${name}\t${link ?? '-'}`);
  return EXIT.fine;
}

/** `lab serve`: a class in the browser until Ctrl-C, or its links. */
export async function serve(io: Io, file: string, options: ServeOptions): Promise<number> {
  const loaded = await loadClass(placesFrom(io.env).labs, resolve(io.cwd, file));
  const changes = [...(options.renew ?? []), ...(options.withdraw ?? [])];
  if (options.links !== undefined || changes.length > 0) return links(io, loaded, options);
  return withContext(io, options, async (context, progress) => {
    // Ctrl-C is not for the labs: their work is saved first.
    const labs = { ...context, signal: new AbortController().signal, emit: () => {} };
    const { origin, close } = await serveClass(labs, loaded, (text) => progress.say(text));
    try {
      const words = WORDS[languageOf(io, options)];
      progress.clear();
      if (options.json) printJson(io, { class: loaded.class, url: origin, students: loaded.students.length });
      else print(io, `${words.of} ${loaded.class}: ${origin}/\n${words.ends}`);
      if (!io.signal.aborted) await once(io.signal, 'abort');
      return EXIT.fine;
    } finally {
      await close();
    }
  });
}
