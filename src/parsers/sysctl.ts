/** Parses `sysctl -a`, and `grep -s . /proc/sys/net/…` for selected files. */
import { mapLines, splitLines } from './lines.ts';

type Setting = [name: string, value: string];

const ROOT = '/proc/sys/';

/** Messages of grep and sysctl about unreadable files, if the text includes standard error. */
const isNote = (text: string): boolean => /^(?:grep|sysctl): /.test(text);

const settingLines = (text: string) => splitLines(text).filter((line) => !isNote(line.text));

// /proc/sys/net/ipv4/conf/eth0.100/arp_ignore:1 is net.ipv4.conf.eth0/100.arp_ignore
function readFileLine(text: string): Setting | undefined {
  const [, path = '', value = ''] = /^\/proc\/sys\/([^:]+):(.*)$/.exec(text) ?? [];
  const names = path.split('/').map((name) => name.replaceAll('.', '/'));
  return path === '' ? undefined : [names.join('.'), value.trim()];
}

// net.ipv4.ip_local_reserved_ports =
function readSysctlLine(text: string): Setting | undefined {
  const [, name, value = ''] = /^([^\s=]+)\s*=\s*(.*)$/.exec(text) ?? [];
  return name === undefined ? undefined : [name, value];
}

/** Values by dotted name. With a single file, grep prints its name only with -H. @throws ParseError */
export const parseSysctlFiles = (text: string): Record<string, string> =>
  Object.fromEntries(mapLines(settingLines(text), `a line ${ROOT}…:value`, readFileLine));

/** Values by dotted name. @throws ParseError */
export const parseSysctl = (text: string): Record<string, string> =>
  Object.fromEntries(mapLines(settingLines(text), 'a line of sysctl -a', readSysctlLine));
