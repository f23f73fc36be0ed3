/** What a command may know of the process it runs in. Only main.ts makes one from the real process. */
import type { Language, Text } from '../lab/primitives.ts';
import { forJson, forTerminal } from '../report/controls.ts';

export interface Io {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Aborted by Ctrl-C and its like. */
  signal: AbortSignal;
}

/** Exit codes, relied on by graders and CI scripts. */
export const EXIT = { fine: 0, checkFailed: 1, userCanFix: 2, ourBug: 3, interrupted: 130 } as const;

/** The options that every command has. */
export interface CommonOptions {
  json?: boolean;
  lang?: Language;
}

/** `lab` in messages, as this user can type it: the script `lab` says how it was called. */
const typed = ({ env }: Io, text: string): string => {
  const command = env['LAB_COMMAND'] || 'lab';
  return command === 'lab' ? text : text.replaceAll(/(?<=`|Next: |, )lab (?=[a-z-])/g, () => `${command} `);
};

/** What a person or a program reads goes through these three: nothing that a student wrote acts on a terminal. */
export const print = (io: Io, text: string): void => void io.stdout.write(`${forTerminal(text)}\n`);

export const printError = (io: Io, text: string): void => void io.stderr.write(`${forTerminal(typed(io, text))}\n`);

/** What can be typed next. */
export const printNext = (io: Io, text: string): void => print(io, typed(io, text));

export const printJson = (io: Io, value: unknown): void =>
  void io.stdout.write(`${forJson(JSON.stringify(value, null, 2))}\n`);

/** --lang, then LAB_LANG, then the locale. */
export function languageOf(io: Io, { lang }: CommonOptions): Language {
  // As in locale(7), a variable that is empty counts as not set.
  const locale = ['LAB_LANG', 'LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => io.env[name]).find(Boolean) ?? '';
  return lang ?? (locale.startsWith('zh') ? 'zh' : 'en');
}

/** A copy in which every `{zh, en}` is the sentence in one language. */
export function inLanguage(value: unknown, language: Language): unknown {
  if (Array.isArray(value)) return value.map((item) => inLanguage(item, language));
  if (typeof value !== 'object' || value === null) return value;
  if ('zh' in value && 'en' in value) return (value as Text)[language];
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inLanguage(item, language)]));
}
