import { drawnFrom } from '../lab/draw.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'drawn'>;

/** Of a text that may be anything, what fits in a line. */
const MAX_SHOWN = 60;

export const kind: CheckKind<Parameters, string | undefined> = {
  observe: ({ node, path }, probes) => probes.file(node, path),
  judge({ node, path }, { lab, observed }) {
    if (observed === undefined) {
      return fail({ en: `${node} has no file ${path}`, zh: `${node} 上没有文件 ${path}` });
    }
    const said = observed.trim();
    const shown = JSON.stringify(said.slice(0, MAX_SHOWN));
    const evidence = `${node}:${path}: ${shown}`;
    if (said.toLowerCase() === drawnFrom(lab)?.id) return pass(evidence);
    return fail(
      {
        en: `${path} on ${node} says ${shown}, and that is not what is behind it here`,
        zh: `${node} 上的 ${path} 写的是 ${shown}，而这里的原因不是它`,
      },
      evidence,
    );
  },
};
