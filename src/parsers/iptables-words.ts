/** One rule as iptables-save writes it, taken apart into options. */

export interface Option {
  /** Without dashes: s, dport, to-destination. */
  name: string;
  /** '' when there is none; starts with `! ` when negated. Several words are joined by a blank. */
  value: string;
}

interface Word {
  text: string;
  isQuoted: boolean;
}

const WORD = /\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"(?=\s|$)|([^\s"]\S*))/y;

/** Options whose only value is free text: iptables-save leaves it without quotes even when it is `-j`. */
const FREE_TEXT = new Set(['comment', 'log-prefix', 'nflog-prefix', 'string']);

/** undefined when a quotation is not closed. */
function splitWords(text: string): Word[] | undefined {
  const words: Word[] = [];
  const line = text.trimEnd();
  WORD.lastIndex = 0;
  while (WORD.lastIndex < line.length) {
    const found = WORD.exec(line);
    if (!found) return undefined;
    const [, quoted, plain = ''] = found;
    words.push({ text: quoted?.replace(/\\(.)/g, '$1') ?? plain, isQuoted: quoted !== undefined });
  }
  return words;
}

const optionName = (word: Word | undefined): string | undefined =>
  word && !word.isQuoted ? /^--?([A-Za-z].*)$/.exec(word.text)?.[1] : undefined;

const isNegation = (word: Word | undefined): boolean => word?.text === '!' && !word.isQuoted;

/** Where the values of the option `name`, which begin at `start`, end. */
function endOfValues(words: Word[], start: number, name: string): number {
  if (FREE_TEXT.has(name)) return Math.min(start + 1, words.length);
  let end = start;
  while (end < words.length && !isNegation(words[end]) && optionName(words[end]) === undefined) end += 1;
  return end;
}

/** undefined when a word is neither an option nor a value of one. */
function groupWords(words: Word[]): Option[] | undefined {
  const options: Option[] = [];
  for (let at = 0; at < words.length;) {
    const negation = isNegation(words[at]) ? '! ' : '';
    if (negation) at += 1;
    const name = optionName(words[at]);
    if (name === undefined) return undefined;
    const end = endOfValues(words, at + 1, name);
    const values = words.slice(at + 1, end).map((word) => word.text);
    options.push({ name, value: negation + values.join(' ') });
    at = end;
  }
  return options;
}

// -A INPUT ! -s 192.168.0.0/24 -p tcp -m comment --comment "a \"page\"" -j DNAT --to-destination 192.168.0.221:80
/** In the order written; undefined when the text is not a row of options. */
export function readOptions(text: string): Option[] | undefined {
  const words = splitWords(text);
  return words && groupWords(words);
}
