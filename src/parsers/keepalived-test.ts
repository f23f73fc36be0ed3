/** Parses the messages of `keepalived -t -f FILE`. */
import { splitLines } from './lines.ts';

export interface ConfigMessage {
  /** 0: the message concerns the whole file. */
  line: number;
  text: string;
  /** The keyword is from an older version and ignored: keepalived starts nevertheless. */
  isRetired: boolean;
}

/**
 * Keywords of the tutorial's configuration that keepalived 2.3 no longer knows. `nat_mask` was never used by IPVS of
 * Linux 2.6 and later and was removed in keepalived 2.0; only HTTP_GET still knows `nb_get_retry`.
 */
const RETIRED = ['nat_mask', 'nb_get_retry'];

// (/etc/keepalived/keepalived.conf: Line 32) Unknown keyword 'nat_mask'
// (Line 12) Config files missing '/etc/keepalived/conf.d/*.conf'.
const PLACED = /^\((?:.*: )?Line (\d+)\) (.*)$/;
const UNKNOWN = /^Unknown keyword '([^']*)'/;
/** Messages of `keepalived -t` that do not concern the file. */
const NOISE =
  /^(?:Configuration file|Opening file|Starting|Running on|Command line|SECURITY VIOLATION - (?:check )?scripts|WARNING - default user)/;

function readMessage(text: string): ConfigMessage {
  const [, line = '0', said = text] = PLACED.exec(text) ?? [];
  const [, keyword = ''] = UNKNOWN.exec(said) ?? [];
  return { line: Number(line), text: said, isRetired: RETIRED.includes(keyword) };
}

/** The messages without repetitions, in their original order. */
export function parseConfigTest(text: string): ConfigMessage[] {
  const seen = new Set<string>();
  return splitLines(text)
    .filter((line) => !NOISE.test(line.text))
    .map((line) => readMessage(line.text))
    .filter((message) => {
      const key = `${message.line} ${message.text}`;
      return !seen.has(key) && seen.add(key);
    });
}
