/**
 * Keeps the engine's machine out of a lab's networks. A bridge is an interface of that machine too: without an IPv4 address
 * it still has an IPv6 one, answers ARP for every address of the machine, takes what is sent to them, and routes.
 */
import { access, writeFile } from 'node:fs/promises';
import type { Engine, EngineNetwork } from './engine.ts';
import { withTool, type ToolSpec } from './tool-container.ts';

const SYSCTLS = '/proc/sys/net';

/** They belong to the bridge and go with it: nothing has to be undone. */
const SETTINGS: [name: string, value: string][] = [
  ['ipv6/conf/BRIDGE/disable_ipv6', '1'],
  // Never answers.
  ['ipv4/conf/BRIDGE/arp_ignore', '8'],
  ['ipv4/conf/BRIDGE/forwarding', '0'],
  // No route leads back into a bridge without an address: whatever comes from it is dropped.
  ['ipv4/conf/BRIDGE/rp_filter', '1'],
  ['ipv4/conf/BRIDGE/drop_unicast_in_l2_multicast', '1'],
];

/** As the bridge driver names it. */
const bridgeOf = ({ id }: EngineNetwork): string => `br-${id.slice(0, 12)}`;

const rowsOf = (networks: EngineNetwork[]): [path: string, value: string][] =>
  networks.flatMap((network) =>
    SETTINGS.map(([name, value]): [string, string] => [
      `${SYSCTLS}/${name.replace('BRIDGE', bridgeOf(network))}`,
      value,
    ]),
  );

/** @returns false where the engine's network is not this process's, or not its to change */
async function setHere(networks: EngineNetwork[]): Promise<boolean> {
  const hasIpv6 = await access(`${SYSCTLS}/ipv6`).then(
    () => true,
    () => false,
  );
  const rows = rowsOf(networks).filter(([path]) => hasIpv6 || !path.includes('/ipv6/'));
  const written = await Promise.allSettled(rows.map(([path, value]) => writeFile(path, value, { flag: 'r+' })));
  return written.every(({ status }) => status === 'fulfilled');
}

/** Takes PATH VALUE [PATH VALUE …]. */
const SCRIPT = `while [ $# -gt 0 ]; do
    if [ -e ${SYSCTLS}/ipv6 ] || [ "\${1#*/ipv6/}" = "$1" ]; then printf %s "$2" >"$1" || exit 1; fi
    shift 2
done`;

/** A container in the engine's own network, with nothing but NET_ADMIN and no word of a student's. */
async function setThere(engine: Engine, networks: EngineNetwork[], image: string): Promise<boolean> {
  const spec: ToolSpec = { use: 'shield', image, network: 'host', capabilities: ['NET_ADMIN'] };
  const command = ['/bin/sh', '-c', SCRIPT, 'sh', ...rowsOf(networks).flat()];
  const { exitCode } = await withTool(engine, spec, (container) => engine.exec(container, command));
  return exitCode === 0;
}

/** @returns whether the machine is out of reach from these networks now */
export async function isolateHost(engine: Engine, networks: EngineNetwork[], image: string): Promise<boolean> {
  return (await setHere(networks)) || setThere(engine, networks, image).catch(() => false);
}
