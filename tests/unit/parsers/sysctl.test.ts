import { expect } from 'chai';
import { parseSysctl, parseSysctlFiles } from '../../../src/parsers/sysctl.ts';
import { parseErrorOf, recorded } from './recordings.ts';

describe('parseSysctlFiles', () => {
  it('gives nothing when nothing was printed', () => {
    expect(parseSysctlFiles('')).to.deep.equal({});
  });

  const lines = [
    {
      description: 'a number',
      line: '/proc/sys/net/ipv4/conf/eth0/arp_ignore:1',
      name: 'net.ipv4.conf.eth0.arp_ignore',
      value: '1',
    },
    {
      description: 'an interface with dots',
      line: '/proc/sys/net/ipv4/conf/eth0.100.7/arp_ignore:1',
      name: 'net.ipv4.conf.eth0/100/7.arp_ignore',
      value: '1',
    },
    {
      description: 'several numbers',
      line: '/proc/sys/net/ipv4/vs/sync_threshold:3\t50',
      name: 'net.ipv4.vs.sync_threshold',
      value: '3\t50',
    },
    {
      description: 'a value with a colon',
      line: '/proc/sys/kernel/core_pattern:|/bin/a %p:%u',
      name: 'kernel.core_pattern',
      value: '|/bin/a %p:%u',
    },
  ];
  for (const { description, line, name, value } of lines) {
    it(`reads ${description}`, () => {
      expect(parseSysctlFiles(`${line}\r\n`)).to.deep.equal({ [name]: value });
    });
  }

  it('skips what grep says of a file that it cannot read', () => {
    const text = 'grep: /proc/sys/net/ipv4/route/flush: Permission denied\n/proc/sys/net/ipv4/ip_forward:1\n';
    expect(parseSysctlFiles(text)).to.deep.equal({ 'net.ipv4.ip_forward': '1' });
  });

  it('refuses a value alone, which grep prints of a single file without -H', () => {
    const error = parseErrorOf(() => parseSysctlFiles('1\n'));
    expect(error).to.include({ what: 'a line /proc/sys/…:value', line: 1, text: '1' });
  });

  it('refuses a line that was cut', () => {
    const error = parseErrorOf(() => parseSysctlFiles('/proc/sys/net/ipv4/ip_forward:1\n/proc/sys/net/ipv4/co'));
    expect(error).to.include({ line: 2, text: '/proc/sys/net/ipv4/co' });
  });
});

describe('parseSysctl', () => {
  it('gives nothing when nothing was printed', () => {
    expect(parseSysctl('')).to.deep.equal({});
  });

  it('reads a value that is empty', () => {
    expect(parseSysctl('net.ipv4.ip_local_reserved_ports = \n')).to.deep.equal({
      'net.ipv4.ip_local_reserved_ports': '',
    });
  });

  it('reads a value with an equals sign', () => {
    expect(parseSysctl('a.b = c = d\n')).to.deep.equal({ 'a.b': 'c = d' });
  });

  it('skips what sysctl says of a name that it does not know', () => {
    const text = 'sysctl: cannot stat /proc/sys/net/ipv4/nosuch: No such file or directory\nnet.ipv4.ip_forward = 1\n';
    expect(parseSysctl(text)).to.deep.equal({ 'net.ipv4.ip_forward': '1' });
  });

  it('refuses a line without value', () => {
    const error = parseErrorOf(() => parseSysctl('net.ipv4.ip_forward = 1\nnet.ipv4.ip_for\n'));
    expect(error).to.include({ what: 'a line of sysctl -a', line: 2, text: 'net.ipv4.ip_for' });
  });

  it('gives the same names as the files', () => {
    const [files, all] = [parseSysctlFiles(recorded('sysctl-files')), parseSysctl(recorded('sysctl-all'))];
    const both = Object.keys(files).filter((name) => name in all);
    expect(both).to.include.members(['net.ipv4.conf.eth0/100.arp_ignore', 'net.ipv4.vs.sync_threshold']);
    for (const name of both) expect(all[name]).to.equal(files[name]);
  });
});
