import { expect } from 'chai';
import { execa } from 'execa';
import { labFine } from '../helpers/lab.ts';

const INSTANCE = 'e2e-shell';

/** Types into a shell on a node through a real pseudo-terminal of 101 columns and 33 rows. */
async function type(
  node: string,
  keys: { text: string; afterMs: number }[],
): Promise<{ exitCode: number; screen: string }> {
  const shell = `stty cols 101 rows 33; exec ${process.execPath} dist/cli/main.js shell exp1 ${node} --as ${INSTANCE}`;
  const terminal = execa('script', ['-qec', shell, '/dev/null'], { reject: false, timeout: 30_000 });
  let screen = '';
  terminal.stdout.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  const prompt = async (): Promise<void> => {
    const seen = screen.length;
    while (!screen.slice(seen === 0 ? 0 : seen - 1).includes(`[root@${node} ~]# `))
      await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await prompt();
  for (const { text, afterMs } of keys) {
    terminal.stdin.write(text);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
  }
  const { exitCode } = await terminal;
  return { exitCode: exitCode ?? -1, screen };
}

describe('lab shell', () => {
  before(() => labFine(['start', 'exp1', '--as', INSTANCE]));
  after(() => labFine(['stop', 'exp1', '--as', INSTANCE]));

  // lvs01 has a kernel of its own on hosts without ip_vs, web01 never has.
  for (const node of ['lvs01', 'web01']) {
    it(`on ${node} is a real terminal: size, colours, Ctrl-C, home, exit status`, async () => {
      const { exitCode, screen } = await type(node, [
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
