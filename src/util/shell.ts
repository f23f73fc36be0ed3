/** Words of a shell's command line. Pure. */

const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** Quotes words for a shell, which splits the line into the same words again. */
export const quoted = (words: string[]): string =>
  words.map((word) => (PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ');
