/** The file in which a student says beforehand what will be measured: a line a value, a word a case. */
import { isIpv4 } from '../lab/address.ts';
import { splitLines, splitWords } from './lines.ts';

/** A word that says nothing yet. */
export const UNPREDICTED = '?';

const WORDS: Record<string, string> = { y: 'yes', yes: 'yes', 是: 'yes', n: 'no', no: 'no', 否: 'no' };

/** `yes`, `no`, an address or UNPREDICTED; undefined for any other word. */
function readWord(word: string): string | undefined {
  return word === UNPREDICTED || isIpv4(word) ? word : WORDS[word.toLowerCase()];
}

export interface PredictedWord {
  written: string;
  /** undefined: it means nothing. */
  read: string | undefined;
}

// arp_ignore 1     yes  yes   no   no    no
/** The words of each line that begins with setting and value; a comment is behind `#`, and `:`, `=`, `|` and commas may stand between. */
export const parsePrediction = (text: string, setting: string, value: number): PredictedWord[][] =>
  splitLines(text)
    .map((line) => splitWords(line.text.replace(/#.*/, '').replaceAll(/[:=|,，：]/g, ' ')))
    .filter(([name, number]) => name === setting && number === String(value))
    .map(([, , ...words]) => words.map((written) => ({ written, read: readWord(written) })));
