/** Parses the file with a student's predictions of a measurement: one line per setting value, one word per case. */
import { isIpv4 } from '../util/address.ts';
import { splitLines, splitWords } from './lines.ts';

/** A word for a prediction that has not been made yet. */
export const UNPREDICTED = '?';

const WORDS: Record<string, string> = { y: 'yes', yes: 'yes', 是: 'yes', n: 'no', no: 'no', 否: 'no' };

/** `yes`, `no`, an address or UNPREDICTED; undefined for other words. */
function readWord(word: string): string | undefined {
  return word === UNPREDICTED || isIpv4(word) ? word : WORDS[word.toLowerCase()];
}

export interface PredictedWord {
  written: string;
  /** undefined: the word is not a prediction. */
  read: string | undefined;
}

// arp_ignore 1     yes  yes   no   no    no
/**
 * The predictions on each line that begins with a setting and its value. `#` begins a comment; `:`, `=`, `|` and commas
 * may separate words.
 */
export const parsePrediction = (text: string, setting: string, value: number): PredictedWord[][] =>
  splitLines(text)
    .map((line) => splitWords(line.text.replace(/#.*/, '').replaceAll(/[:=|,，：]/g, ' ')))
    .filter(([name, number]) => name === setting && number === String(value))
    .map(([, , ...words]) => words.map((written) => ({ written, read: readWord(written) })));
