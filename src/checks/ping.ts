import { fail, pass, type CheckKind } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'ping'>;

export const kind: CheckKind<Parameters, boolean> = {
  observe: ({ from, address: to }, probes) => probes.ping(from, to),
  judge({ from, address: to }, { observed }) {
    const line = `${from}: ping ${to} -> ${observed ? 'answered' : 'no answer'}`;
    return observed
      ? pass(line)
      : fail({ en: `${from} gets no echo reply from ${to}`, zh: `${from} ping ${to} 没有应答` }, line);
  },
};
