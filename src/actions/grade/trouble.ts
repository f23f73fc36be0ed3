/** Why a submission could not be judged as others are, in words. Pure. */
import type { Text } from '../../lab/primitives.ts';
import type { Result, Trouble } from './result.ts';

const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`;

export const timedOut = (timeoutMs: number): Trouble => ({
  code: 'TIMEOUT',
  text: {
    en: `its commands did not end within ${timeoutMs / 1000} s; judged is what they had done by then`,
    zh: `命令在 ${timeoutMs / 1000} 秒内没有结束；按此时已完成的部分判定`,
  },
});

export const diskFilled = (node: string, bytes: number, limit: number): Trouble => ({
  code: 'DISK',
  text: {
    en: `${node} had written ${mebibytes(bytes)}, ${mebibytes(limit)} at most: it was stopped`,
    zh: `${node} 已写入 ${mebibytes(bytes)}，上限为 ${mebibytes(limit)}：已被停止`,
  },
});

export const printedTooMuch = (limit: number): Trouble => ({
  code: 'OUTPUT',
  text: {
    en: `its commands printed more than ${mebibytes(limit)}: they were stopped`,
    zh: `命令的输出超过 ${mebibytes(limit)}：已被停止`,
  },
});

export const tooManyProcesses = (node: string): Trouble => ({
  code: 'PROCESSES',
  text: {
    en: `its commands began more processes on ${node} than a node may have`,
    zh: `命令在 ${node} 上启动的进程超过了节点的上限`,
  },
});

export const nodeLost = (node: string): Trouble => ({
  code: 'NODE_LOST',
  text: { en: `${node} stopped: its commands ended the node itself`, zh: `${node} 停止了：提交的命令终止了节点本身` },
});

export const unresponsive = (said: string): Trouble => ({
  code: 'NODE_UNRESPONSIVE',
  text: { en: `a node could not be asked: ${said}`, zh: `无法查询节点：${said}` },
});

/** Trouble that may be the machine's, and says nothing of the submission. */
export const isNobodysFault = (trouble: Trouble | null): boolean =>
  trouble?.code === 'NODE_UNRESPONSIVE' || trouble?.code === 'NODE_BOOT_FAILED';

/** From here on what failed may have failed for want of a processor: checks wait for seconds, not for minutes. */
const BUSY = 3;

/**
 * Whether a submission has to be tried again with the machine to itself: nothing was found out, or what was missing may have
 * been late.
 * @param busyness tasks for each processor, while it was judged
 */
export const wantsAnotherTry = ({ trouble, passed, state }: Result, busyness: number): boolean =>
  isNobodysFault(trouble) || (busyness >= BUSY && !passed && (state === 'judged' || state === 'timed-out'));

/** What an instructor has to know of a verdict that a busy machine may have spoiled; undefined: nothing. */
export const busyNote = (result: Result, busyness: number): Text | undefined =>
  wantsAnotherTry(result, busyness) && busyness >= BUSY
    ? {
        en: `the machine had ${Math.round(busyness)} times as much to do as it has processors, also at the second try: what did not pass may have been late; \`lab grade\` tries it again, best on a quiet machine`,
        zh: `评分时机器的任务数是处理器数的 ${Math.round(busyness)} 倍，重试时也是如此：未通过的可能只是太慢；请在机器空闲时再次运行 \`lab grade\``,
      }
    : undefined;

export const bootFailed = (said: string): Trouble => ({
  code: 'NODE_BOOT_FAILED',
  text: {
    en: `its nodes did not come up, twice, which is not its fault; \`lab grade\` tries again: ${said}`,
    zh: `节点两次启动失败，与提交无关；再次运行 \`lab grade\` 会重试：${said}`,
  },
});

const SHOWN = 5;

/** @param paths of the node */
export function toolsReplaced(node: string, paths: string[]): Trouble {
  const shown = paths.slice(0, SHOWN).join(' ');
  const more = paths.length > SHOWN ? paths.length - SHOWN : 0;
  return {
    code: 'TOOLS_REPLACED',
    text: {
      en: `programs of ${node} that checks rely on were replaced or removed: ${shown}${more > 0 ? ` and ${more} more` : ''}`,
      zh: `${node} 上检查所依赖的程序被替换或删除：${shown}${more > 0 ? ` 等共 ${paths.length} 个` : ''}`,
    },
  };
}

export const invalidSubmission = (said: string): Trouble => ({
  code: 'SUBMISSION_INVALID',
  text: { en: said, zh: `不是有效的提交：${said}` },
});

export const otherManifest = (manifest: string, expected: string): Text => ({
  en: `it was made with another version of the lab (${manifest}, here it is ${expected})`,
  zh: `提交来自实验文件的另一个版本（${manifest}，此处为 ${expected}）`,
});

/** @param seeds undefined: no variant */
export const otherVariant = (seed: string | undefined, expected: string | undefined): Text => ({
  en: `it was made ${seed === undefined ? 'in no variant' : `in the variant "${seed}"`}, and judged ${expected === undefined ? 'in none' : `in "${expected}"`}`,
  zh: `提交${seed === undefined ? '不是在变体中完成的' : `来自变体“${seed}”`}，判定时${expected === undefined ? '没有使用变体' : `使用变体“${expected}”`}`,
});

export const notRun = (node: string, count: number): Text => ({
  en: `${count} commands on ${node} could not be run`,
  zh: `${node} 上有 ${count} 条命令没能执行`,
});

export const sameAs = (names: string[]): Text => ({
  en: `the same commands and files as ${names.join(', ')}`,
  zh: `命令和文件与 ${names.join('、')} 完全相同`,
});
