/** Counters of the kernel's network, as /proc/net/snmp and /proc/net/netstat print them. */
import { splitLines, splitWords } from './lines.ts';

/**
 * `TcpExt.IPReversePathFilter` → 3. A line of names is followed by one of values; a line that fits to none before it is
 * skipped: kernels add groups.
 */
export function parseKernelCounters(text: string): Record<string, number> {
  const counters: Record<string, number> = {};
  let titles: string[] = [];
  for (const line of splitLines(text)) {
    const words = splitWords(line.text);
    const group = words[0]?.replace(/:$/, '');
    const values = words.slice(1).map(Number);
    if (words[0] === titles[0] && values.every((value) => Number.isFinite(value))) {
      values.forEach((value, index) => (counters[`${group}.${titles[index + 1]}`] = value));
    }
    titles = words;
  }
  return counters;
}
