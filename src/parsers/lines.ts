/** Helpers for parsers of line-based output. */
import { ParseError } from './parse-error.ts';

export interface Line {
  /** Counted from 1, blank lines included. */
  number: number;
  /** The line without its end and surrounding white space. */
  text: string;
}

/** The lines of `text` that are not blank. */
export const splitLines = (text: string): Line[] =>
  text
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '');

export const splitWords = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** Parses each line with `read`. @throws ParseError if `read` returns undefined for a line */
export const mapLines = <Row>(lines: Line[], what: string, read: (text: string) => Row | undefined): Row[] =>
  lines.map(({ number, text }) => {
    const row = read(text);
    if (row === undefined) throw new ParseError(what, number, text);
    return row;
  });

/** The number; undefined if `word` does not consist of digits only. */
export const readCount = (word: string | undefined): number | undefined =>
  word !== undefined && /^\d+$/.test(word) ? Number(word) : undefined;

/** The values; undefined if one of them is undefined. */
export const allDefined = <Value>(values: (Value | undefined)[]): Value[] | undefined =>
  values.every((value) => value !== undefined) ? values : undefined;
