/** What `keepalived -t -f FILE` complains of. */
import { splitLines } from './lines.ts';

export interface ConfigMessage {
  /** 0: of the file as a whole. */
  line: number;
  text: string;
  /** A keyword of older versions that this one passes over: keepalived starts nevertheless. */
  isRetired: boolean;
}

/**
 * Keywords of the tutorial's configuration that keepalived 2.3 does not know any more. `nat_mask` was never used by
 * IPVS of Linux 2.6 and later and was dropped in keepalived 2.0; of `nb_get_retry` HTTP_GET alone still knows.
 */
const RETIRED = ['nat_mask', 'nb_get_retry'];

// (/etc/keepalived/keepalived.conf: Line 32) Unknown keyword 'nat_mask'
// (Line 12) Config files missing '/etc/keepalived/conf.d/*.conf'.
const PLACED = /^\((?:.*: )?Line (\d+)\) (.*)$/;
const UNKNOWN = /^Unknown keyword '([^']*)'/;
/** What `keepalived -t` says of itself rather than of the file. */
const NOISE =
  /^(?:Configuration file|Opening file|Starting|Running on|Command line|SECURITY VIOLATION - (?:check )?scripts|WARNING - default user)/;

function readMessage(text: string): ConfigMessage {
  const [, line = '0', said = text] = PLACED.exec(text) ?? [];
  const [, keyword = ''] = UNKNOWN.exec(said) ?? [];
  return { line: Number(line), text: said, isRetired: RETIRED.includes(keyword) };
}

/** Each message once, in the order of printing. */
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
