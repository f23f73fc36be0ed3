import { expect } from 'chai';
import type { Link } from '../../../src/parsers/ip-json.ts';
import { combinedKeys, effectiveSysctl } from '../../../src/checks/sysctl.ts';
import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { blank, solvedWith } from '../../helpers/snapshot.ts';

const FORWARD = 'net.ipv4.ip_forward';
const forwarding: WrittenCheck<'sysctl'> = { kind: 'sysctl', node: 'gateway', key: FORWARD, values: [1] };
const quiet: WrittenCheck<'sysctl'> = {
  kind: 'sysctl',
  node: 'web01',
  key: 'net.ipv4.conf.eth0.arp_ignore',
  values: [1, 2],
};

const having = (sysctls: Record<string, string>) =>
  solvedWith('web01', (seen) => {
    seen.sysctls = sysctls;
  });

const arpIgnore = (all: string, eth0: string) => ({
  'net.ipv4.conf.all.arp_ignore': all,
  'net.ipv4.conf.eth0.arp_ignore': eth0,
  'net.ipv4.conf.lo.arp_ignore': '8',
});

describe('sysctl', () => {
  it('passes on the recorded gateway', () => {
    expectPass(judged(forwarding), [`gateway ${FORWARD} = 1`]);
  });

  it('fails on the blank gateway', () => {
    expectFail(judged(forwarding, { snapshot: blank() }), `${FORWARD} on gateway is 0, expected 1`, [
      `gateway ${FORWARD} = 0`,
    ]);
  });

  it('fails when the kernel has no such sysctl', () => {
    const written = { ...forwarding, node: 'web01' };
    expectFail(judged(written, { snapshot: having({}) }), `${FORWARD} on web01 is absent, expected 1`, [
      `web01 ${FORWARD} = (absent)`,
    ]);
  });

  it('fails when there is no such device, whatever all says', () => {
    const written = { ...quiet, key: 'net.ipv4.conf.eth9.arp_ignore' };
    expectFail(
      judged(written, { snapshot: having(arpIgnore('1', '1')) }),
      'net.ipv4.conf.eth9.arp_ignore on web01 is absent, expected 1 / 2',
      ['web01 net.ipv4.conf.all.arp_ignore = 1', 'web01 net.ipv4.conf.eth9.arp_ignore = (absent)'],
    );
  });

  const passing = [
    { description: 'only all has it', all: '1', eth0: '0' },
    { description: 'only the device has it', all: '0', eth0: '1' },
    { description: 'both have it', all: '1', eth0: '2' },
  ];
  for (const { description, all, eth0 } of passing) {
    it(`passes when ${description}, because the larger value is in force`, () => {
      expectPass(judged(quiet, { snapshot: having(arpIgnore(all, eth0)) }), [
        `web01 net.ipv4.conf.all.arp_ignore = ${all}`,
        `web01 net.ipv4.conf.eth0.arp_ignore = ${eth0}`,
      ]);
    });
  }

  it('fails when neither all nor the device has it, whatever lo has', () => {
    expectFail(
      judged(quiet, { snapshot: having(arpIgnore('0', '0')) }),
      'net.ipv4.conf.eth0.arp_ignore on web01 is 0, expected 1 / 2',
      ['web01 net.ipv4.conf.all.arp_ignore = 0', 'web01 net.ipv4.conf.eth0.arp_ignore = 0'],
    );
  });

  it('fails when all makes the right value of the device too large', () => {
    expectFail(
      judged(quiet, { snapshot: having(arpIgnore('3', '1')) }),
      'net.ipv4.conf.eth0.arp_ignore on web01 is 3, expected 1 / 2',
      ['web01 net.ipv4.conf.all.arp_ignore = 3', 'web01 net.ipv4.conf.eth0.arp_ignore = 1'],
    );
  });
});

const own = (device: string): string => `net.ipv4.conf.${device}.forwarding`;

const judgedWith = (all: string, eth0: string, eth1: string) =>
  judged(forwarding, {
    snapshot: solvedWith('gateway', ({ sysctls, links }) => {
      Object.assign(sysctls, { [FORWARD]: all, [own('lo')]: '0', [own('eth0')]: eth0, [own('eth1')]: eth1 });
      Object.assign(sysctls, { [own('dummy0')]: '0' });
      links.push({
        name: 'dummy0',
        mac: '02:00:00:00:00:01',
        mtu: 1500,
        isUp: false,
        isLoopback: false,
        noArp: true,
      });
    }),
  });

const tunnel = (name: string, isUp = true): Link => ({
  name,
  mac: undefined,
  mtu: 1476,
  isUp,
  isLoopback: false,
  noArp: true,
});
const filters = (all: string, devices: Record<string, string>) => ({
  'net.ipv4.conf.all.rp_filter': all,
  ...Object.fromEntries(Object.entries(devices).map(([name, value]) => [`net.ipv4.conf.${name}.rp_filter`, value])),
});
const tunnelling = (links: Link[], sysctls: Record<string, string>) =>
  solvedWith('web01', (seen) => {
    seen.links.push(...links);
    seen.sysctls = sysctls;
  });

describe('sysctl of any tunnel', () => {
  const key = 'net.ipv4.conf.any-tunnel.rp_filter';
  const open: WrittenCheck<'sysctl'> = { kind: 'sysctl', node: 'web01', key, values: [0, 2] };
  it('passes with a tunnel of any type and name that has the value', () => {
    const snapshot = tunnelling([tunnel('gre1')], filters('0', { gre1: '0' }));
    expectPass(judged(open, { snapshot }), [
      'web01 net.ipv4.conf.all.rp_filter = 0',
      'web01 net.ipv4.conf.gre1.rp_filter = 0',
    ]);
  });

  it('passes when one of several that are up has it', () => {
    const snapshot = tunnelling([tunnel('tunl0'), tunnel('gre1')], filters('0', { tunl0: '1', gre1: '2' }));
    expect(judged(open, { snapshot }).passed).to.equal(true);
  });

  it('fails when the one that has it is down and another is up', () => {
    const snapshot = tunnelling([tunnel('tunl0', false), tunnel('gre1')], filters('0', { tunl0: '0', gre1: '1' }));
    expectFail(judged(open, { snapshot }), 'net.ipv4.conf.gre1.rp_filter on web01 is 1, expected 0 / 2', [
      'web01 net.ipv4.conf.all.rp_filter = 0',
      'web01 net.ipv4.conf.gre1.rp_filter = 1',
    ]);
  });

  it('goes by those that are down where none is up, and fails without any', () => {
    const down = tunnelling([tunnel('tunl0', false)], filters('0', { tunl0: '0' }));
    expect(judged(open, { snapshot: down }).passed).to.equal(true);
    const none = tunnelling([], filters('0', { eth0: '0' }));
    expectFail(judged(open, { snapshot: none }), `${key} on web01 is absent, expected 0 / 2`, [
      'web01 net.ipv4.conf.all.rp_filter = 0',
      `web01 ${key} = (absent)`,
    ]);
  });
});

describe('sysctl of ip_forward', () => {
  it('passes when both interfaces forward, whatever is down', () => {
    expectPass(judgedWith('1', '1', '1'), [`gateway ${FORWARD} = 1`]);
  });

  it('passes when both interfaces were told so one by one', () => {
    expectPass(judgedWith('0', '1', '1'), [
      `gateway ${FORWARD} = 0`,
      `gateway ${own('eth0')} = 1`,
      `gateway ${own('eth1')} = 1`,
    ]);
  });

  it('fails when one of them was taken out again', () => {
    expectFail(judgedWith('1', '1', '0'), `${own('eth1')} on gateway is 0, expected 1`, [
      `gateway ${FORWARD} = 1`,
      `gateway ${own('eth1')} = 0`,
    ]);
  });

  it('names ip_forward when only one of them forwards', () => {
    expectFail(judgedWith('0', '1', '0'), `${FORWARD} on gateway is 0, expected 1`, [
      `gateway ${FORWARD} = 0`,
      `gateway ${own('eth0')} = 1`,
    ]);
  });
});

describe('combinedKeys', () => {
  const combined = ['arp_ignore', 'arp_announce', 'rp_filter'];
  for (const name of combined) {
    it(`adds all to a device's ${name}`, () => {
      expect(combinedKeys(`net.ipv4.conf.eth0.${name}`)).to.deep.equal([
        `net.ipv4.conf.all.${name}`,
        `net.ipv4.conf.eth0.${name}`,
      ]);
    });
  }

  it('knows a device with a dot in its name, as sysctl writes it', () => {
    expect(combinedKeys('net.ipv4.conf.eth0/100.arp_ignore')).to.deep.equal([
      'net.ipv4.conf.all.arp_ignore',
      'net.ipv4.conf.eth0/100.arp_ignore',
    ]);
  });

  const alone = [
    { description: 'all', key: 'net.ipv4.conf.all.arp_ignore' },
    { description: 'default, which is in force nowhere', key: 'net.ipv4.conf.default.arp_ignore' },
    { description: 'forwarding, which all does not combine with', key: 'net.ipv4.conf.eth0.forwarding' },
    { description: 'what is no setting of a device', key: 'net.ipv4.ip_forward' },
    { description: 'IPv6', key: 'net.ipv6.conf.eth0.arp_ignore' },
  ];
  for (const { description, key } of alone) {
    it(`leaves ${description} alone`, () => expect(combinedKeys(key)).to.deep.equal([key]));
  }
});

describe('effectiveSysctl', () => {
  it('compares numbers, not text', () => {
    const sysctls = { 'net.ipv4.conf.all.arp_ignore': '10', 'net.ipv4.conf.eth0.arp_ignore': '8' };
    expect(effectiveSysctl(sysctls, 'net.ipv4.conf.eth0.arp_ignore')).to.equal(10);
  });

  it('is undefined for a device that is not there', () => {
    expect(effectiveSysctl({ 'net.ipv4.conf.all.rp_filter': '1' }, 'net.ipv4.conf.eth0.rp_filter')).to.equal(undefined);
  });
});
