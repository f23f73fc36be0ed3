/** Rules about subnets and interface names. */
import { formatSubnet, overlaps, parseSubnet } from '../../util/address.ts';
import type { Path } from '../problem.ts';
import type { WrittenLab } from '../schema.ts';
import type { Rule } from './rule.ts';

/** Ranges that hosts cannot use: "this network", loopback, multicast and above (RFC 6890). */
const UNUSABLE = ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3'].flatMap((range) => parseSubnet(range) ?? []);

/** With /31 and /32 there are no addresses between the network and the broadcast address. */
const LONGEST_PREFIX = 30;

/** Devices that every node has: loopback, and the tunnel device that ipip creates. */
const TAKEN_NAMES = ['lo', 'tunl0'];

const pathOf = (written: WrittenLab, name: string, field: 'subnet' | 'interface'): Path =>
  typeof written.networks[name] === 'string' ? ['networks', name] : ['networks', name, field];

export const subnetsCanHaveHosts: Rule = (written, { networks }) =>
  networks.flatMap(({ name, subnet }) => {
    const parsed = parseSubnet(subnet);
    const reserved = parsed && UNUSABLE.find((range) => overlaps(range, parsed));
    if (!parsed || (!reserved && parsed.prefix <= LONGEST_PREFIX)) return [];
    const expected = reserved
      ? `expected a subnet outside of ${formatSubnet(reserved)}, which no host can have`
      : `expected a prefix of /${LONGEST_PREFIX} or shorter, with room for hosts`;
    return [{ code: 'SUBNET_UNUSABLE', path: pathOf(written, name, 'subnet'), text: `got ${subnet}, ${expected}` }];
  });

export const subnetsApart: Rule = (written, { networks }) =>
  networks.flatMap(({ name, subnet }, index) => {
    const other = networks.slice(0, index).find((earlier) => {
      const [a, b] = [parseSubnet(earlier.subnet), parseSubnet(subnet)];
      return a && b && overlaps(a, b);
    });
    const text = `got ${subnet}, expected a subnet apart from ${other?.subnet} of ${other?.name}`;
    return other ? [{ code: 'SUBNET_OVERLAP', path: pathOf(written, name, 'subnet'), text }] : [];
  });

export const interfaceNamesApart: Rule = (written, { networks }) =>
  networks.flatMap(({ name, interface: device }, index) => {
    const owner = TAKEN_NAMES.includes(device)
      ? 'every node'
      : networks.slice(0, index).find((earlier) => earlier.interface === device)?.name;
    const text = `got the interface ${device}, which ${owner} has already, expected another name`;
    return owner ? [{ code: 'INTERFACE_DUPLICATE', path: pathOf(written, name, 'interface'), text }] : [];
  });
