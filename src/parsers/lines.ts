/** What all parsers of line-wise output do alike. */
import { ParseError } from './parse-error.ts';

export interface Line {
  /** Counted from 1, blank lines included. */
  number: number;
  /** Without line end and outer white space. */
  text: string;
}

/** The lines of `text` that are not blank. */
export const splitLines = (text: string): Line[] =>
  text
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '');

export const splitWords = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** @throws ParseError when `read` gives undefined for a line */
export const mapLines = <Row>(lines: Line[], what: string, read: (text: string) => Row | undefined): Row[] =>
  lines.map(({ number, text }) => {
    const row = read(text);
    if (row === undefined) throw new ParseError(what, number, text);
    return row;
  });

/** undefined when `word` is not a whole number written in digits. */
export const readCount = (word: string | undefined): number | undefined =>
  word !== undefined && /^\d+$/.test(word) ? Number(word) : undefined;

/** undefined when one of `values` is. */
export const allDefined = <Value>(values: (Value | undefined)[]): Value[] | undefined =>
  values.every((value) => value !== undefined) ? values : undefined;
