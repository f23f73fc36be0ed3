/** Decides which paths on a node belong to a student's work, and which a submission may contain. Pure. */
import { BOOTED_FILE } from '../../orchestrator/node-spec.ts';

/** Paths written by the kernel, daemons, packages and this program. A folder includes everything in it. */
const NOT_WORK = [
  '/dev',
  '/etc/alternatives',
  '/etc/lab',
  '/etc/mtab',
  '/etc/resolv.conf',
  '/proc',
  '/root/.bash_history',
  '/root/.lesshst',
  '/root/.viminfo',
  '/run',
  '/sys',
  '/tmp',
  '/usr/lib/lab',
  '/var/cache',
  '/var/lib/apt',
  '/var/lib/dpkg',
  '/var/lib/lab',
  '/var/lib/nginx',
  '/var/lock',
  '/var/log',
  '/var/run',
  '/var/tmp',
];

const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

export const isWork = (path: string): boolean =>
  !NOT_WORK.some((folder) => isIn(path, folder)) && !/\.sw[a-p]$|~$/.test(path);

/** Programs and libraries that checks use on nodes, and the files that control which of them are loaded. */
const TOOLS = ['/bin', '/lib', '/lib64', '/sbin', '/usr/bin', '/usr/lib', '/usr/lib64', '/usr/libexec', '/usr/sbin'];
const LOADER = /^\/etc\/ld\.so\./;

export const isTool = (path: string): boolean => TOOLS.some((folder) => isIn(path, folder)) || LOADER.test(path);

/** Why a path is not acceptable in a submission; undefined if it is. */
export function refusalOf(path: string): string | undefined {
  if (!path.startsWith('/')) return 'expected an absolute path of the node';
  if (/[\0\n]/.test(path)) return 'expected no zero byte and no line end in it';
  if (path.split('/').some((part) => part === '..' || part === '.')) return 'expected no . and no .. in it';
  if (path.endsWith('/') || path.includes('//')) return 'expected the path of a file';
  return undefined;
}

/** Mounted by the engine, which therefore does not list it as changed: nodes are always asked about it. */
export const ALWAYS_ASKED = ['/etc/hosts'];

const PATH = 'export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C';

/** Reads zero-terminated paths and prints `TYPE MODE SECONDS BYTES PATH` for each file or link that changed since boot. */
export const LIST_SCRIPT = String.raw`${PATH}
newer=; [ ! -e ${BOOTED_FILE} ] || newer="-cnewer ${BOOTED_FILE}"
xargs -0 -r sh -c 'find "$@" -maxdepth 0 \( -type f -o -type l \) '"$newer"' -printf "%y %m %T@ %s %p\0"' sh 2>/dev/null
exit 0`;

/** Reads zero-terminated paths and prints these files as a tar archive. */
export const PACK_SCRIPT = `${PATH}
exec tar -c --null --no-recursion -P -T - -f -`;

export interface ListedFile {
  path: string;
  isLink: boolean;
  mode: number;
  writtenAt: number;
  bytes: number;
}

// f 644 1764000000.1234567890 31 /etc/sysctl.conf
const LISTED = /^([fl]) ([0-7]+) (\d+(?:\.\d+)?) (\d+) (\/[^]*)$/;

export const parseListing = (output: string): ListedFile[] =>
  output.split('\0').flatMap((row) => {
    const [, type, mode = '', seconds, bytes, path = ''] = LISTED.exec(row) ?? [];
    if (type === undefined) return [];
    const writtenAt = Math.round(Number(seconds) * 1000);
    return [{ path, isLink: type === 'l', mode: parseInt(mode, 8), writtenAt, bytes: Number(bytes) }];
  });
