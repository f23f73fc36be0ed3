import { expect } from 'chai';
import { isIpv6, readEndpoint } from '../../../src/parsers/endpoint.ts';

describe('readEndpoint', () => {
  const good = [
    { word: '192.168.0.224:80', address: '192.168.0.224', port: 80 },
    { word: '0.0.0.1:0', address: '0.0.0.1', port: 0 },
    { word: '[2001:db8::224]:65535', address: '2001:db8::224', port: 65535 },
    { word: '[::]:0', address: '::', port: 0 },
    { word: '[::ffff:192.0.2.1]:80', address: '::ffff:192.0.2.1', port: 80 },
  ];
  for (const { word, address, port } of good) {
    it(`reads ${word}`, () => {
      expect(readEndpoint(word)).to.deep.equal({ address, port });
    });
  }

  const bad = ['', '192.168.0.224', '192.168.0.224:', '192.168.0.256:80', '192.168.0.224:65536', '192.168.0.224:-1'];
  const bad6 = ['[2001:db8::224]', '[]:80', '2001:db8::224:80', '[192.168.0.224]:80', '[lvs01]:80', 'lvs01:80'];
  for (const word of [undefined, ...bad, ...bad6]) {
    it(`refuses ${JSON.stringify(word)}`, () => {
      expect(readEndpoint(word)).to.equal(undefined);
    });
  }
});

describe('isIpv6', () => {
  for (const value of ['192.168.0.224', 'lvs01', 'fe80::1%eth0', '']) {
    it(`refuses ${JSON.stringify(value)}`, () => {
      expect(isIpv6(value)).to.equal(false);
    });
  }
});
