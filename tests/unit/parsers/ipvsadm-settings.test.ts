import { expect } from 'chai';
import { parseDaemons, parseTimeouts } from '../../../src/parsers/ipvsadm-settings.ts';
import { parseErrorOf } from './recordings.ts';

describe('parseTimeouts', () => {
  it('reads the kernel defaults', () => {
    const read = parseTimeouts('Timeout (tcp tcpfin udp): 900 120 300\n');
    expect(read).to.deep.equal({ tcpSeconds: 900, tcpFinSeconds: 120, udpSeconds: 300 });
  });

  const malformed = [
    { description: 'nothing', text: '', line: 1, quoted: '' },
    { description: 'a cut line', text: 'Timeout (tcp tcpfin udp): 900 120', line: 1 },
    { description: 'another output', text: '\nIP Virtual Server version 1.2.1 (size=4096)', line: 2 },
  ];
  for (const { description, text, line } of malformed) {
    it(`refuses ${description}`, () => {
      const error = parseErrorOf(() => parseTimeouts(text));
      expect(error).to.include({ what: 'the line of ipvsadm -Ln --timeout', line, text: text.trim() });
    });
  }
});

describe('parseDaemons', () => {
  it('gives no daemons when nothing was printed', () => {
    expect(parseDaemons('')).to.deep.equal([]);
  });

  it('leaves undefined what an older ipvsadm does not print', () => {
    expect(parseDaemons('master sync daemon (mcast=eth0, syncid=1)\n')).to.deep.equal([
      {
        role: 'master',
        device: 'eth0',
        syncId: 1,
        maxLength: undefined,
        group: undefined,
        port: undefined,
        ttl: undefined,
      },
    ]);
  });

  const malformed = [
    { description: 'an unknown role', row: 'slave sync daemon (mcast=eth0, syncid=1)' },
    { description: 'no device', row: 'master sync daemon (syncid=1)' },
    { description: 'no sync id', row: 'master sync daemon (mcast=eth0)' },
    { description: 'a cut list', row: 'master sync daemon (mcast=eth0, syncid=1' },
  ];
  for (const { description, row } of malformed) {
    it(`refuses a daemon with ${description}`, () => {
      const error = parseErrorOf(() => parseDaemons(row));
      expect(error).to.include({ what: 'a row of ipvsadm -Ln --daemon', line: 1, text: row });
    });
  }
});
