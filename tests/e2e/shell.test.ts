import { expect } from 'chai';
import { labFine } from '../helpers/lab.ts';
import { type } from '../helpers/terminal.ts';

const INSTANCE = 'e2e-shell';

describe('lab shell', () => {
  before(() => labFine(['start', 'exp1', '--as', INSTANCE]));
  after(() => labFine(['stop', 'exp1', '--as', INSTANCE]));

  // lvs01 has a kernel of its own on hosts without ip_vs, web01 never has.
  for (const node of ['lvs01', 'web01']) {
    it(`on ${node} is a real terminal: size, colours, Ctrl-C, home, exit status`, async () => {
      const { exitCode, screen } = await type(INSTANCE, node, [
        { text: 'stty size; tput colors; pwd\n', afterMs: 1000 },
        { text: 'sleep 100\n', afterMs: 700 },
        { text: '\u0003', afterMs: 500 },
        { text: 'echo status $?\n', afterMs: 500 },
        { text: 'exit 5\n', afterMs: 0 },
      ]);
      expect(screen).to.contain('33 101');
      expect(screen).to.match(/^256\r?$/m);
      expect(screen).to.match(/^\/root\r?$/m);
      expect(screen).to.contain('^C');
      expect(screen).to.match(/status 130\r?$/m);
      expect(exitCode).to.equal(5);
    });
  }
});
