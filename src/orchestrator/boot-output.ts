/** What a node prints while it boots: the last of it says that it is up, or why it is not. */
import { StringDecoder } from 'node:string_decoder';
import { startDeadline } from './busyness.ts';

/** How the node's boot ended, and if not well, why. */
export type Boot = { isReady: true } | { isReady: false; said: string; isLate?: true };

// images/node/rootfs/usr/lib/lab/boot and wait-ready; a terminal ends its lines with CR LF
const LAST_WORD = /^lab: (?:(ready)|failed: (.*?))\r?$/m;

/** As many of the last lines tell why the output ended. */
const LINES = 5;

/** @returns when the node says so, its output ends, or after `timeoutMs` */
export function readBoot(output: NodeJS.ReadableStream, timeoutMs: number): Promise<Boot> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  return new Promise((resolve) => {
    const settle = (boot: Boot): void => {
      deadline.stop();
      resolve(boot);
    };
    const deadline = startDeadline(timeoutMs);
    deadline.signal.addEventListener('abort', () =>
      settle({ isReady: false, said: `it was not up within ${deadline.waited()}`, isLate: true }),
    );
    output.on('data', (chunk: Buffer) => {
      text += decoder.write(chunk);
      const [, ready, said] = LAST_WORD.exec(text.slice(0, text.lastIndexOf('\n') + 1)) ?? [];
      if (ready !== undefined) settle({ isReady: true });
      else if (said !== undefined) settle({ isReady: false, said });
    });
    const settleEnded = (): void => {
      const said = text.trim().split(/\r?\n/).slice(-LINES).join('\n');
      settle({ isReady: false, said: said || 'its container ended' });
    };
    output.on('error', settleEnded);
    output.on('end', settleEnded);
  });
}
