/**
 * Parses keepalived.conf into blocks of words, for settings that keepalived's own data does not contain, and their line
 * numbers.
 */
import { splitLines } from './lines.ts';

export interface ConfStatement {
  /** Counted from 1. */
  line: number;
  /** `state MASTER`, `vrrp_instance VI_1`, `virtual_server 192.168.0.240 80`. */
  words: string[];
  /** The statements in its braces; empty if there are none. */
  block: ConfStatement[];
}

/** Splits a line into words. Quoted text is one word; `!` and `#` begin a comment. */
const WORD = /"[^"]*"|[{}]|[^\s{}!#"]+|[!#].*$/g;

const wordsOf = (text: string): string[] =>
  (text.match(WORD) ?? []).filter((word) => !/^[!#]/.test(word)).map((word) => word.replaceAll('"', ''));

/** Never fails: `keepalived -t` reports missing and surplus braces. */
export function parseKeepalivedConf(text: string): ConfStatement[] {
  const root: ConfStatement[] = [];
  const open = [root];
  for (const { number, text: line } of splitLines(text)) {
    const here = (): ConfStatement[] => open.at(-1) ?? root;
    let words: string[] = [];
    const end = (): ConfStatement | undefined => {
      if (words.length === 0) return undefined;
      const statement = { line: number, words, block: [] };
      here().push(statement);
      words = [];
      return statement;
    };
    for (const word of wordsOf(line)) {
      if (word === '{') open.push((end() ?? here().at(-1))?.block ?? []);
      else if (word === '}') {
        end();
        if (open.length > 1) open.pop();
      } else words.push(word);
    }
    end();
  }
  return root;
}

/** `state` of `vrrp_instance NAME`: MASTER or BACKUP; undefined where the file does not say. */
export function configuredState(statements: ConfStatement[], instance: string): string | undefined {
  const found = statements.find(({ words }) => words[0] === 'vrrp_instance' && words[1] === instance);
  return found?.block.find(({ words }) => words[0] === 'state')?.words[1];
}
