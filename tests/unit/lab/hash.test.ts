import { expect } from 'chai';
import { manifestHash } from '../../../src/lab/hash.ts';
import { basicLab } from './basic-lab.ts';

const BASIC_HASH = manifestHash(basicLab());

describe('manifestHash', () => {
  it('is twelve hexadecimal digits', () => {
    expect(BASIC_HASH).to.match(/^[0-9a-f]{12}$/);
  });

  const same = [
    { description: 'a title', before: 'en: Basic lab', after: 'en: Another lab' },
    { description: 'the time that it takes', before: 'minutes: 10', after: 'minutes: 20' },
    { description: 'a step of the student', before: 'netmask 255.255.255.255', after: 'netmask 255.255.255.0' },
    { description: 'the title of a step of the lab', before: 'en: Pages', after: 'en: Web pages' },
    { description: 'the id of a step of the lab', before: 'id: pages', after: 'id: web-pages' },
    { description: 'a check', before: 'bodies: [web01]', after: 'bodies: [web02]' },
    {
      description: 'how a network is written',
      before: 'lan: 192.168.0.0/24',
      after: 'lan: { subnet: 192.168.0.0/24, interface: eth0 }',
    },
  ];
  for (const { description, before, after } of same) {
    it(`does not depend on ${description}`, () => {
      expect(manifestHash(basicLab(before, after))).to.equal(BASIC_HASH);
    });
  }

  it('does not depend on the order of nodes, networks and fields', () => {
    const { networks, nodes, ...rest } = basicLab();
    const turned = nodes.map((node) => Object.fromEntries(Object.entries(node).toReversed()) as unknown as typeof node);
    expect(manifestHash({ ...rest, networks: networks.toReversed(), nodes: turned.toReversed() })).to.equal(BASIC_HASH);
  });

  const other = [
    { description: 'a subnet', before: '192.168.200.0/24', after: '192.168.200.0/25' },
    { description: 'an interface name', before: 'interface: wan0', after: 'interface: wan1' },
    { description: 'an address', before: 'lan: 192.168.0.223', after: 'lan: 192.168.0.224' },
    { description: 'a gateway', before: '    gateway: 192.168.0.100\n', after: '' },
    { description: 'a role', before: 'role: gateway', after: 'role: client' },
    { description: "what a node's kernel must have", before: '[ip_vs]', after: '[ip_vs, ipip]' },
    { description: 'the commands of a step of the lab', before: 'echo web01', after: 'echo web02' },
    { description: 'the node of a step of the lab', before: 'node: web01', after: 'node: lvs01' },
  ];
  for (const { description, before, after } of other) {
    it(`depends on ${description}`, () => {
      expect(manifestHash(basicLab(before, after))).to.not.equal(BASIC_HASH);
    });
  }
});
