/** A virtual machine in software emulation, with an engine that only this machine's 127.0.0.1 reaches. */
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import type { Root } from './root.ts';

export interface Machine {
  /** For DOCKER_HOST. */
  dockerHost: string;
  stop: () => Promise<void>;
}

const BOOT_TIMEOUT_MS = 300_000;
const MEMORY_MIB = 4096;

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/_ping`, { signal: AbortSignal.timeout(5000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/**
 * `restrict`: the machine reaches nothing outside. `snapshot`: what it writes is gone when it ends. NVMe is what Debian's cloud
 * kernel reads a disk by without an initramfs; a newer processor than this one costs the emulation time.
 */
const words = ({ kernel, disk }: Root, port: number): string[] =>
  [
    ['-accel', 'tcg,thread=multi', '-cpu', 'Westmere', '-smp', '2', '-m', String(MEMORY_MIB)],
    ['-nodefaults', '-no-user-config', '-display', 'none', '-serial', 'stdio'],
    ['-kernel', kernel, '-append', 'root=/dev/nvme0n1 rw console=ttyS0 quiet mitigations=off'],
    ['-drive', `file=${disk},format=raw,if=none,id=disk,snapshot=on,cache=unsafe`],
    ['-device', 'nvme,drive=disk,serial=disk'],
    ['-netdev', `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${port}-10.0.2.15:2375`],
    ['-device', 'virtio-net-pci,netdev=net,romfile=', '-device', 'virtio-rng-pci'],
  ].flat();

/** Ends with this process at the latest, also when it is killed: setpriv has the kernel see to it. */
export async function bootMachine(root: Root): Promise<Machine> {
  const port = await freePort();
  const qemu = execa('setpriv', ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...words(root, port)], {
    reject: false,
    stdin: 'ignore',
  });
  let hasEnded = false;
  void qemu.then(() => (hasEnded = true));
  const stop = async (): Promise<void> => {
    qemu.kill();
    await qemu;
  };
  const deadline = Date.now() + BOOT_TIMEOUT_MS;
  while (!(await answers(`http://127.0.0.1:${port}`))) {
    if (hasEnded || Date.now() > deadline) {
      await stop();
      const { stdout, stderr } = await qemu;
      throw new Error(`the machine did not come up: ${stderr}\n${stdout.slice(-2000)}`);
    }
    await delay(500);
  }
  return { dockerHost: `tcp://127.0.0.1:${port}`, stop };
}
