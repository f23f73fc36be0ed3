import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { nameOfThisProcess, otherAlive, startOfProcess } from '../../../src/orchestrator/processes.ts';

const aliveAs = async (name: string): Promise<boolean> => (await otherAlive(name)) !== undefined;

describe('processes of this machine', () => {
  it('have a start, which those that have ended have not, asked for or not', async () => {
    expect(await startOfProcess(process.pid)).to.match(/^\d+$/);
    // The shell becomes a program that does not ask how its child ended: a zombie.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 60']);
    const ended = once(parent, 'exit');
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await startOfProcess(pid)).to.equal('');
    parent.kill();
    await ended;
    expect(await startOfProcess(parent.pid ?? 0)).to.equal('');
  });

  it('are told apart from those that get their pid later, and on another boot', async () => {
    const child = spawn('sleep', ['60']);
    const ended = once(child, 'exit');
    const start = await startOfProcess(child.pid ?? 0);
    const boot = (await nameOfThisProcess()).split(' ')[2];
    const name = `${child.pid} ${start} ${boot}`;
    expect(await otherAlive(name)).to.equal(child.pid);
    for (const other of [`${child.pid} 1 ${boot}`, `${child.pid} ${start} other`, `${child.pid}`, '', '0  ', 'x y z']) {
      expect(await aliveAs(other), other).to.equal(false);
    }
    child.kill();
    await ended;
    expect(await aliveAs(name)).to.equal(false);
  });

  it('do not hinder themselves', async () => {
    expect(await aliveAs(await nameOfThisProcess())).to.equal(false);
  });
});
