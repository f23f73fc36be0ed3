/** Parses the notation of a workload. */

/** Numbers count from 0. */
export type Work = { open: { source: number; target: number } } | { close: number };

// 2>1 or 2>1*4: four times from the second source to the first target; x3: the third connection ends
const WORD = /^(?:([1-9]\d*)>([1-9]\d*)(?:\*([1-9]\d?))?|x([1-9]\d*))$/;

function readWord(word: string): Work[] | undefined {
  const [, source, target, times = '1', close] = WORD.exec(word) ?? [];
  if (close !== undefined) return [{ close: Number(close) - 1 }];
  if (source === undefined) return undefined;
  const open = { source: Number(source) - 1, target: Number(target) - 1 };
  return Array.from({ length: Number(times) }, () => ({ open }));
}

/** @returns undefined if the text is not a workload, or closes a connection that is not open */
export function parseWork(text: string): Work[] | undefined {
  const work: Work[] = [];
  const held = new Set<number>();
  let opened = 0;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const items = readWord(word);
    if (!items) return undefined;
    for (const item of items) {
      if ('close' in item && !held.delete(item.close)) return undefined;
      if ('open' in item) held.add(opened++);
      work.push(item);
    }
  }
  return opened > 0 ? work : undefined;
}

/** Formats the workload for the client's script. */
export const printWork = (work: Work[]): string =>
  work
    .map((item) => ('close' in item ? `x${item.close + 1}` : `${item.open.source + 1}>${item.open.target + 1}`))
    .join(' ');
