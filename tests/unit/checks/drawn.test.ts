import { expect } from 'chai';
import { kindOf } from '../../../src/checks/kinds.ts';
import type { Finding } from '../../../src/checks/kind.ts';
import type { Beginning } from '../../../src/lab/lab.ts';
import { checkOf, expectFail, expectPass, LAB } from '../../helpers/judge.ts';

const check = checkOf({ kind: 'drawn', node: 'lvs01', path: '/root/cause' });
const DRAW: Beginning[] = ['weight', 'keepalive'].map((id) => ({ id, commands: [{ node: 'lvs01', run: 'true' }] }));

const judgedIn = (draw: Beginning[] | undefined, observed: string | undefined): Finding =>
  kindOf(check).judge(check, { lab: { ...LAB, ...(draw && { draw }) }, snapshot: {}, observed });

describe('drawn', () => {
  it('passes when the file says what was drawn, whatever is around it', () => {
    expectPass(judgedIn(DRAW, 'weight\n'), ['lvs01:/root/cause: "weight"']);
    expectPass(judgedIn(DRAW, '\n  Weight \r\n'), ['lvs01:/root/cause: "Weight"']);
    expectPass(judgedIn(DRAW.toReversed(), 'keepalive'), ['lvs01:/root/cause: "keepalive"']);
  });

  const wrong = [
    { description: 'another one', said: 'keepalive\n', shown: '"keepalive"' },
    { description: 'nothing', said: '', shown: '""' },
    { description: 'all of them', said: 'weight keepalive', shown: '"weight keepalive"' },
    { description: 'a book', said: 'x'.repeat(4096), shown: `"${'x'.repeat(60)}"` },
  ];
  for (const { description, said, shown } of wrong) {
    it(`fails when the file says ${description}, and does not tell the right word`, () => {
      const reason = `/root/cause on lvs01 says ${shown}, and that is not what is behind it here`;
      expectFail(judgedIn(DRAW, said), reason, [`lvs01:/root/cause: ${shown}`]);
    });
  }

  it('fails without the file, and in a lab that draws nothing', () => {
    expectFail(judgedIn(DRAW, undefined), 'lvs01 has no file /root/cause', []);
    expect(judgedIn(undefined, 'weight').passed).to.equal(false);
  });
});
