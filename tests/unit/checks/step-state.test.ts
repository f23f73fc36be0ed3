import { expect } from 'chai';
import { passedNow, stepsSeen, type Passed } from '../../../src/checks/step-state.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import type { Snapshot } from '../../../src/probes/snapshot.ts';
import { LAB } from '../../helpers/judge.ts';
import { checkSchema } from '../../../src/lab/checks/kinds.ts';
import { blank, solved } from '../../helpers/snapshot.ts';

const title = { en: 'x', zh: 'x' };
const step = (id: string, checks: string[], by: 'lab' | 'student' = 'student') => ({
  id,
  title,
  by,
  tutorial: [],
  commands: [],
  checks,
});
const written = (check: object) => checkSchema.parse({ title, ...check });

/** address is judged from the snapshot, ping takes traffic. */
const lab: Lab = {
  ...LAB,
  steps: [
    step('pages', [], 'lab'),
    step('look', []),
    step('vip', ['vip']),
    step('page', ['vip', 'page']),
    step('echo', ['echo']),
  ],
  checks: [
    written({ id: 'vip', kind: 'address', node: 'lvs01', address: '192.168.0.240' }),
    written({ id: 'page', kind: 'ping', from: 'lanclient', address: '192.168.0.223', needs: ['vip'] }),
    written({ id: 'echo', kind: 'ping', from: 'lanclient', address: '192.168.0.240', needs: ['page'] }),
  ],
};

const states = (passedOf: (id: string) => Passed): string[] =>
  stepsSeen(lab, passedOf).map(({ id, state }) => `${id} ${state}`);

describe('whether a step is done', () => {
  it('is what its checks came to', () => {
    const rows: [Record<string, boolean | null>, string[]][] = [
      [{}, ['look unchecked', 'vip unseen', 'page unseen', 'echo unseen']],
      [{ vip: true, page: true, echo: true }, ['look unchecked', 'vip done', 'page done', 'echo done']],
      [{ vip: true, page: false, echo: null }, ['look unchecked', 'vip done', 'page open', 'echo open']],
      [{ vip: true }, ['look unchecked', 'vip done', 'page unseen', 'echo unseen']],
    ];
    for (const [passed, expected] of rows) expect(states((id) => passed[id])).to.deep.equal(expected);
  });

  describe('without traffic', () => {
    const passed = { vip: true, page: true, echo: true };
    const rows: [description: string, snapshot: Snapshot, last: Record<string, boolean | null>, expected: string[]][] =
      [
        ['before any check', solved(), {}, ['vip done', 'page unseen', 'echo unseen']],
        ['as the last check saw it', solved(), passed, ['vip done', 'page done', 'echo done']],
        ['not once what it needs is gone', blank(), passed, ['vip open', 'page open', 'echo open']],
        [
          'as the last check saw it, also what was not judged then',
          solved(),
          { ...passed, page: false, echo: null },
          ['vip done', 'page open', 'echo open'],
        ],
      ];
    for (const [description, snapshot, last, expected] of rows)
      it(description, () =>
        expect(states(passedNow(lab, snapshot, last))).to.deep.equal(['look unchecked', ...expected]),
      );
  });
});
