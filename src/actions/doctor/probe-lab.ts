/**
 * The lab that the doctor starts to see whether lab traffic passes: a client and a router on one network, a server behind
 * the router, with addresses as in experiment 1, which the engine does not know. Pure.
 */
import type { Lab, LabNode } from '../../lab/lab.ts';

/** No lab of the project has it: it is no name of a folder in labs/. */
export const PROBE_LAB_ID = 'doctor';

const LAN = { name: 'lan', subnet: '192.168.0.0/24', interface: 'eth0' };
const WAN = { name: 'wan', subnet: '192.168.200.0/24', interface: 'eth1' };

export const CLIENT = 'client';
export const ROUTER = 'router';
export const SERVER = 'server';
export const CLIENT_ADDRESS = '192.168.0.251';
export const ROUTER_ADDRESS = '192.168.0.252';
const ROUTER_WAN_ADDRESS = '192.168.200.251';
export const SERVER_ADDRESS = '192.168.200.252';

const at = ({ name, interface: device }: typeof LAN, address: string) => ({
  name: device,
  network: name,
  address,
  prefix: 24,
});
const node = (rest: Pick<LabNode, 'name' | 'role' | 'interfaces' | 'gateway'>): LabNode => ({ ...rest, kernel: [] });

const NO_TEXT = { zh: '', en: '' };

export const PROBE_LAB: Lab = {
  id: PROBE_LAB_ID,
  title: NO_TEXT,
  teaches: NO_TEXT,
  minutes: 0,
  vars: {},
  networks: [LAN, WAN],
  nodes: [
    node({ name: CLIENT, role: 'client', interfaces: [at(LAN, CLIENT_ADDRESS)], gateway: ROUTER_ADDRESS }),
    node({
      name: ROUTER,
      role: 'gateway',
      interfaces: [at(LAN, ROUTER_ADDRESS), at(WAN, ROUTER_WAN_ADDRESS)],
      gateway: undefined,
    }),
    node({ name: SERVER, role: 'real-server', interfaces: [at(WAN, SERVER_ADDRESS)], gateway: ROUTER_WAN_ADDRESS }),
  ],
  steps: [
    {
      id: 'forward',
      title: NO_TEXT,
      by: 'lab',
      tutorial: [],
      commands: [{ node: ROUTER, run: 'sysctl -w net.ipv4.ip_forward=1' }],
      checks: [],
    },
  ],
  checks: [],
  faults: [],
};
