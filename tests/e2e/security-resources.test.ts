/** Every node has limits: what a student uses up is that node's, and the others and the machine go on. */
import { expect } from 'chai';
import Docker from 'dockerode';
import { engineAddress } from '../../src/orchestrator/connect.ts';
import { containerName } from '../../src/orchestrator/names.ts';
import { placesFrom } from '../../src/orchestrator/places.ts';
import { lab, labFine, onNode } from '../helpers/lab.ts';

const INSTANCE = 'e2e-greedy';
const MIB = 1024 ** 2;

const on = (node: string, script: string) =>
  lab(['exec', 'exp1', node, '--as', INSTANCE, '--', 'bash', '-c', script], { timeoutMs: 60_000 });

async function othersLive(): Promise<void> {
  const begun = performance.now();
  expect(await onNode('exp1', INSTANCE, 'lanclient', 'ping -c 1 -W 2 192.168.0.224 >/dev/null && echo up')).to.equal(
    'up',
  );
  expect(performance.now() - begun).to.be.lessThan(10_000);
}

describe('a node that takes all it can get', () => {
  before(() => labFine(['start', 'exp1', '--as', INSTANCE]));
  after(() => labFine(['stop', 'exp1', '--as', INSTANCE]));

  it('has so many processes, and the others go on beside them', async () => {
    const { stdout } = await on(
      'web01',
      `perl -e 'my $n = 0; while ($n < 5000) { my $pid = fork; last unless defined $pid; if (!$pid) { sleep 15; exit } $n++ } print $n'`,
    );
    await othersLive();
    expect(Number(stdout)).to.be.greaterThan(300).and.lessThan(512);
  });

  it('has so much memory, swap included', async () => {
    const { stdout } = await on('web02', `perl -e 'my $all = "x" x ${400 * MIB}; print length $all'; echo "ended $?"`);
    expect(stdout).to.equal('ended 137');
    await othersLive();
  });

  it('writes files of so many bytes', async () => {
    const { stdout } = await on('gateway', 'head -c 300M /dev/zero >/root/big; stat -c %s /root/big; rm /root/big');
    expect(Number(stdout)).to.equal(256 * MIB);
  });

  it('has so much room for files in memory', async () => {
    const { stdout } = await on(
      'gateway',
      'for folder in /run/lab /dev/shm; do head -c 100M /dev/zero >$folder/big; stat -c %s $folder/big; rm $folder/big; done',
    );
    for (const bytes of stdout.split('\n')) expect(Number(bytes)).to.be.lessThan(65 * MIB);
  });

  it('opens so many files, which are of its own memory', async () => {
    await on(
      'gateway',
      `perl -e 'my @all; for (1 .. 300000) { open my $file, "<", "/dev/null" or last; push @all, $file }'`,
    );
    await othersLive();
  });

  it("prints so much to the engine's log", async () => {
    await on('lanclient', 'yes 0123456789abcdef | head -c 6000000 >/proc/1/fd/1');
    const host = engineAddress(process.env, placesFrom(process.env))?.host ?? '';
    const docker = host.startsWith('unix://') ? new Docker({ socketPath: host.slice('unix://'.length) }) : new Docker();
    const container = docker.getContainer(containerName(INSTANCE, 'lanclient'));
    const log = await container.logs({ stdout: true, stderr: true });
    // A log that has just been rotated has one line.
    expect(log.length)
      .to.be.greaterThan(0)
      .and.lessThan(2 * MIB);
    await othersLive();
  });
});
