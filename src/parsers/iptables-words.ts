/** Splits a rule in the format of iptables-save into its options. */

export interface Option {
  /** The option without dashes: s, dport, to-destination. */
  name: string;
  /** '' when there is none; starts with `! ` when negated. Several words are joined by a blank. */
  value: string;
}

interface Word {
  text: string;
  isQuoted: boolean;
}

const WORD = /\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"(?=\s|$)|([^\s"]\S*))/y;

/** Options with one value of free text, which iptables-save does not quote even if it is `-j`. */
const FREE_TEXT = new Set(['comment', 'log-prefix', 'nflog-prefix', 'string']);

/** Splits a line into words; undefined if a quotation mark is not closed. */
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

/** The index after the last value of the option `name`, whose values begin at `start`. */
function endOfValues(words: Word[], start: number, name: string): number {
  if (FREE_TEXT.has(name)) return Math.min(start + 1, words.length);
  let end = start;
  while (end < words.length && !isNegation(words[end]) && optionName(words[end]) === undefined) end += 1;
  return end;
}

/** Groups words into options; undefined if a word is neither an option nor a value. */
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
/** The options in their original order; undefined if the text is not a list of options. */
export function readOptions(text: string): Option[] | undefined {
  const words = splitWords(text);
  return words && groupWords(words);
}
