/** Which paths of a node are a student's work, and which a submission may name. Pure. */
import { BOOTED_FILE } from '../orchestrator/node-spec.ts';

/** What the kernel, daemons, packages and this program write by themselves. A folder stands for all in it. */
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

/** The programs and libraries that checks run in nodes, and what decides which of them is loaded. */
const TOOLS = ['/bin', '/lib', '/lib64', '/sbin', '/usr/bin', '/usr/lib', '/usr/lib64', '/usr/libexec', '/usr/sbin'];
const LOADER = /^\/etc\/ld\.so\./;

export const isTool = (path: string): boolean => TOOLS.some((folder) => isIn(path, folder)) || LOADER.test(path);

/** Why a path cannot be put into a node; undefined when it can. */
export function refusalOf(path: string): string | undefined {
  if (!path.startsWith('/')) return 'expected an absolute path of the node';
  if (/[\0\n]/.test(path)) return 'expected no zero byte and no line end in it';
  if (path.split('/').some((part) => part === '..' || part === '.')) return 'expected no . and no .. in it';
  if (path.endsWith('/') || path.includes('//')) return 'expected the path of a file';
  return undefined;
}

/** Both are the lab's own: rewritten at boot, and mounted by the engine, so that it does not list them as changed. */
export const ALWAYS_ASKED = ['/etc/hosts'];

const PATH = 'export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C';

/** Of the paths on its input (a zero byte behind each): a line `MODE SECONDS BYTES PATH` for each file that changed since boot. */
export const LIST_SCRIPT = String.raw`${PATH}
newer=; [ ! -e ${BOOTED_FILE} ] || newer="-cnewer ${BOOTED_FILE}"
xargs -0 -r sh -c 'find "$@" -maxdepth 0 \( -type f -o -type l \) '"$newer"' -printf "%y %m %T@ %s %p\0"' sh 2>/dev/null
exit 0`;

/** The files that its input names, as a tar archive. */
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
