import { expect } from 'chai';
import { whileTalking } from '../../../src/probes/dialogue.ts';
import { bashHere } from '../../helpers/bash-here.ts';

const open = (script: string) => bashHere.open('', ['/bin/sh', '-c', script], { tty: false });
const ECHO = 'while read -r line; do echo "got $line"; done; exit 0';

describe('whileTalking', () => {
  it('gives a line for each line that is said, and what the work gives', async () => {
    const said = await whileTalking(await open(ECHO), 'it', async (ask) => [await ask('one'), await ask('two words')]);
    expect(said).to.deep.equal(['got one', 'got two words']);
  });

  it("ends the script's input and waits for its end, also when the work fails", async () => {
    const running = await open('read -r line; echo; cat; sleep 0.1; exit 7');
    let exitCode: number | undefined;
    void running.exitCode.then((code) => (exitCode = code));
    const failed = whileTalking(running, 'it', async (ask) => {
      await ask('one');
      throw new Error('interrupted');
    });
    const reason: unknown = await failed.catch((error: unknown) => error);
    expect(reason).to.be.instanceOf(Error).with.property('message', 'interrupted');
    expect(exitCode).to.equal(7);
  });

  it('throws when the script ends without an answer', async () => {
    const failed = whileTalking(await open('read -r line; exit 3'), 'web01: the run', (ask) => ask('one'));
    const reason: unknown = await failed.catch((error: unknown) => error);
    expect(reason).to.be.instanceOf(Error).with.property('message', 'web01: the run broke off');
  });
});
