/** How many characters of the output a message quotes. */
const MAX_QUOTED = 200;

/** Output of a tool could not be parsed: the tool is of another version than the image's, or the parser has a bug. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  /** What was expected: `a row of ipvsadm -Ln`. */
  readonly what: string;
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;

  constructor(what: string, line: number, text: string, cause?: unknown) {
    const quoted = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
    super(`line ${line}: expected ${what}, got ${JSON.stringify(quoted)}`, { cause });
    this.what = what;
    this.line = line;
    this.text = text;
  }
}
