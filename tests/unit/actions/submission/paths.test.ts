import { expect } from 'chai';
import { isTool, isWork, parseListing, refusalOf } from '../../../../src/actions/submission/paths.ts';

describe('isWork', () => {
  for (const path of [
    '/etc/sysctl.conf',
    '/etc/hosts',
    '/root/x',
    '/runner',
    '/etc/keepalived/keepalived.conf',
    '/opt/a',
  ])
    it(`takes ${path}`, () => expect(isWork(path)).to.equal(true));
  for (const path of [
    '/run',
    '/run/nginx.pid',
    '/tmp/x',
    '/proc/1',
    '/var/log/nginx/access.log',
    '/var/lib/lab/commands',
    '/etc/lab/booted',
    '/root/.bash_history',
    '/root/.x.conf.swp',
    '/etc/x.conf~',
  ])
    it(`passes over ${path}`, () => expect(isWork(path)).to.equal(false));
});

describe('isTool', () => {
  for (const path of ['/usr/bin/curl', '/bin', '/usr/lib/x86_64-linux-gnu/libc.so.6', '/etc/ld.so.preload'])
    it(`is true of ${path}`, () => expect(isTool(path)).to.equal(true));
  for (const path of ['/usr/local/bin/x', '/usr', '/etc/ld', '/root/bin/curl', '/usr/share/x'])
    it(`is false of ${path}`, () => expect(isTool(path)).to.equal(false));
});

describe('refusalOf', () => {
  for (const path of ['/etc/a', '/etc/a..b', '/root/-rf', '/root/中文 x'])
    it(`takes ${path}`, () => expect(refusalOf(path)).to.equal(undefined));
  for (const path of ['', 'etc/a', '/etc/../a', '/..', '/etc/.', '/etc/', '/etc//a', '/a\nb', '/a\0b', '/'])
    it(`refuses ${JSON.stringify(path)}`, () => expect(refusalOf(path)).to.match(/^expected /));
});

describe('parseListing', () => {
  it('reads files and links, with odd names, and passes over what is none', () => {
    const output = 'f 644 1764000000.1239000000 31 /etc/a b\n c\0l 777 1.0 4 /etc/l\0find: nonsense\0';
    expect(parseListing(output)).to.deep.equal([
      { path: '/etc/a b\n c', isLink: false, mode: 0o644, writtenAt: 1764000000124, bytes: 31 },
      { path: '/etc/l', isLink: true, mode: 0o777, writtenAt: 1000, bytes: 4 },
    ]);
  });
});
