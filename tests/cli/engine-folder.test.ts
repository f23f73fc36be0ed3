import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lab } from '../helpers/lab.ts';

describe('a folder for an engine that others can write to', () => {
  const home = mkdtempSync(join(tmpdir(), 'lab-open-'));
  after(() => rmSync(home, { recursive: true, force: true }));

  it('is refused before an engine is started in it', async function () {
    // Only root starts an engine, and dockerd is asked for first.
    if (process.getuid?.() !== 0 || !existsSync('/usr/sbin/dockerd')) this.skip();
    mkdirSync(join(home, 'run'));
    chmodSync(join(home, 'run'), 0o777);
    const { exitCode, stderr } = await lab(['engine', 'start'], { env: { LAB_HOME: home } });
    expect(exitCode).to.equal(2);
    expect(stderr).to.include(
      `${join(home, 'run')} belongs to user 0 with mode 777, expected a folder that nobody else`,
    );
    expect(existsSync(join(home, 'run', 'docker.sock'))).to.equal(false);
  });
});
