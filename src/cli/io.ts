/** Everything a command may use of the process it runs in. Only main.ts creates one from the real process. */
import type { Language, Text } from '../lab/primitives.ts';
import { forJson, forTerminal } from '../util/controls.ts';

export interface Io {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Aborted by SIGINT (Ctrl-C), SIGTERM and SIGHUP. */
  signal: AbortSignal;
}

/** Exit codes, which instructors' scripts and CI rely on. */
export const EXIT = { fine: 0, checkFailed: 1, userCanFix: 2, ourBug: 3, interrupted: 130 } as const;

/** The options that every command has. */
export interface CommonOptions {
  json?: boolean;
  lang?: Language;
}

/** Replaces `lab` in messages by the command that works for this user; the script `lab` passes on how it was called. */
const typed = ({ env }: Io, text: string): string => {
  const command = env['LAB_COMMAND'] || 'lab';
  return command === 'lab' ? text : text.replaceAll(/(?<=`|Next: |, )lab (?=[a-z-])/g, () => `${command} `);
};

/** All output passes through these three functions, so that text from students cannot control the terminal. */
export const print = (io: Io, text: string): void => void io.stdout.write(`${forTerminal(text)}\n`);

export const printError = (io: Io, text: string): void => void io.stderr.write(`${forTerminal(typed(io, text))}\n`);

/** Suggests the next command. */
export const printNext = (io: Io, text: string): void => print(io, typed(io, text));

export const printJson = (io: Io, value: unknown): void =>
  void io.stdout.write(`${forJson(JSON.stringify(value, null, 2))}\n`);

/** The language from --lang, else from LAB_LANG, else from the locale. */
export function languageOf(io: Io, { lang }: CommonOptions): Language {
  // As in locale(7), an empty variable counts as unset.
  const locale = ['LAB_LANG', 'LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => io.env[name]).find(Boolean) ?? '';
  return lang ?? (locale.startsWith('zh') ? 'zh' : 'en');
}

/** A copy in which every `{zh, en}` is replaced by its text in one language. */
export function inLanguage(value: unknown, language: Language): unknown {
  if (Array.isArray(value)) return value.map((item) => inLanguage(item, language));
  if (typeof value !== 'object' || value === null) return value;
  if ('zh' in value && 'en' in value) return (value as Text)[language];
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inLanguage(item, language)]));
}
