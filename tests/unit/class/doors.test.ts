import { expect } from 'chai';
import { allowedHost, cookieOf, doorOf, originOf } from '../../../src/class/doors.ts';

const plain = doorOf({ listen: { address: '127.0.0.1', port: 80 } }, 8420);
const behind = doorOf({ listen: { address: '0.0.0.0', port: 8420, url: 'https://labs.example.edu' } }, 8420);
const tls = { certificate: 'a', key: 'b' };
const own = doorOf({ listen: { address: '10.0.0.5', port: 8420, tls } }, 8420);

const asking = (host: string | undefined, origin?: string) => ({ host, origin, cookie: undefined });

describe('the door of a class', () => {
  it('is reached by what the links say', () => {
    expect([plain, behind, own].map(originOf)).to.deep.equal([
      'http://127.0.0.1:8420',
      'https://labs.example.edu',
      'https://10.0.0.5:8420',
    ]);
  });

  it('is open for its own hosts alone', () => {
    expect(allowedHost(plain, asking('LOCALHOST:8420'), false)).to.equal('localhost:8420');
    for (const host of [undefined, 'localhost', 'localhost:1', 'evil.example:8420'])
      expect(allowedHost(plain, asking(host), false), host).to.equal(undefined);
    expect(allowedHost(behind, asking('127.0.0.1:8420'), false)).to.equal(undefined);
  });

  it('lets only its own pages change anything', () => {
    const host = 'labs.example.edu';
    expect(allowedHost(behind, asking(host), true)).to.equal(undefined);
    for (const origin of ['null', 'http://labs.example.edu', 'https://labs.example.edu.evil.example'])
      expect(allowedHost(behind, asking(host, origin), true), origin).to.equal(undefined);
    expect(allowedHost(behind, asking(host, 'https://labs.example.edu'), true)).to.equal(host);
  });

  it('has a cookie that goes over TLS alone where there is TLS', () => {
    expect(cookieOf(plain, 'x')).to.equal('lvs-lab-class-8420=x; HttpOnly; SameSite=Strict; Path=/');
    expect(cookieOf(behind, 'x')).to.match(/; Secure$/);
  });
});
