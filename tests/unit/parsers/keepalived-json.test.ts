import { expect } from 'chai';
import { parseVrrpInstances, type VrrpInstance } from '../../../src/parsers/keepalived-json.ts';
import { parseErrorOf, recorded } from './recordings.ts';

const ONE = recorded('keepalived-json-one');

type Written = [{ data: Record<string, unknown>; stats: Record<string, unknown> }];

/** The recorded instance with other data or counters. */
function having(data: Record<string, unknown>, stats: Record<string, unknown> = {}): VrrpInstance | undefined {
  const [instance] = JSON.parse(ONE) as Written;
  const changed = [{ data: { ...instance.data, ...data }, stats: { ...instance.stats, ...stats } }];
  return parseVrrpInstances(JSON.stringify(changed))[0];
}

const drops = (text: string): unknown => having({ vips: [text] })?.dropsItsOwn;

describe('parseVrrpInstances', () => {
  it('reads json_version 2 as the list in it', () => {
    expect(parseVrrpInstances(`{"vrrp":${ONE}}`)).to.deep.equal(parseVrrpInstances(ONE));
    expect(parseVrrpInstances(`{"vrrp":${ONE},"track_process":[]}`)).to.have.length(1);
  });

  it('gives none where none runs', () => {
    expect(parseVrrpInstances('[]')).to.deep.equal([]);
    expect(parseVrrpInstances('{"vrrp":[]}')).to.deep.equal([]);
  });

  const states = [
    { number: 0, state: 'init' },
    { number: 1, state: 'backup' },
    { number: 2, state: 'master' },
    { number: 3, state: 'fault' },
    { number: 97, state: 'deleted' },
    { number: 98, state: 'stopped' },
    { number: 7, state: 'init' },
  ];
  for (const { number, state } of states) {
    it(`reads state ${number} as ${state}`, () => {
      expect(having({ state: number })).to.have.property('state', state);
    });
  }

  const addresses = [
    { written: '192.168.0.240/24 dev eth0 scope global label eth0:240 set', read: 'label eth0:240' },
    { written: '192.168.0.240 dev eth0 scope global set nftable_set', read: 'scope global' },
    { written: '192.168.0.240 dev eth0 scope global set iptable_set', read: 'scope global' },
    { written: '192.168.0.240 dev eth0 scope global nftable_set', read: 'scope global' },
    { written: '192.168.0.240 dev eth0 scope global label eth0:set', read: 'label eth0:set' },
  ];
  for (const { written, read } of addresses) {
    it(`reads ${written} without what is in force`, () => {
      const [address] = having({ vips: [written] })?.addresses ?? [];
      expect(written.startsWith(address ?? '-')).to.equal(true);
      expect(address?.endsWith(` ${read}`)).to.equal(true);
    });
  }

  it('has all addresses, those that are not advertised last', () => {
    expect(having({ vips: ['192.168.0.240 set'], evips: ['192.168.0.242 dev lo'] })?.addresses).to.deep.equal([
      '192.168.0.240',
      '192.168.0.242 dev lo',
    ]);
    expect(having({ vips: undefined })?.addresses).to.deep.equal([]);
  });

  it('tells an address whose packets keepalived drops itself', () => {
    expect(drops('192.168.0.240/24 dev eth0 scope global set')).to.equal(undefined);
    expect(drops('192.168.0.240/24 dev eth0 scope global set nftable_set')).to.equal(true);
    expect(drops('192.168.0.240/24 dev eth0 scope global set iptable_set')).to.equal(true);
  });

  it('reads 1 and 0 as true and false, as other versions print them', () => {
    expect(having({ nopreempt: 1, strict_mode: 1 })).to.include({ preempt: false, strict: true });
    expect(having({ nopreempt: 0, strict_mode: 0 })).to.include({ preempt: true, strict: false });
  });

  it('has whole milliseconds between advertisements', () => {
    expect(having({ adver_int: 0.01, version: 3 })).to.include({ advertIntervalMs: 10, version: 3 });
    expect(having({ adver_int: 0.29 })).to.include({ advertIntervalMs: 290 });
    expect(having({ adver_int: 255 })).to.include({ advertIntervalMs: 255_000 });
  });

  it('adds up what was thrown away for its password, and what for anything else', () => {
    const passwords = { invalid_authtype: 1, authtype_mismatch: 20, auth_failure: 300 };
    const others = { packet_len_err: 1, advert_interval_err: 20, ip_ttl_err: 300, addr_list_err: 4000 };
    expect(having({}, passwords)).to.include({ authenticationFailures: 321, otherErrors: 0 });
    expect(having({}, others)).to.include({ authenticationFailures: 0, otherErrors: 4321 });
    expect(having({}, { auth_failure: undefined })).to.include({ authenticationFailures: 0 });
  });

  const broken = [
    { description: 'no JSON', text: '', says: '' },
    { description: 'JSON that was cut', text: ONE.slice(0, 300), says: '' },
    { description: 'another document', text: '{"version":"2.3.3"}', says: '' },
    { description: 'VRRP of version 4', text: ONE.replace('"version":2', '"version":4'), says: 'version' },
    { description: 'an instance without a router', text: ONE.replace('"vrid":55,', ''), says: 'vrid' },
    { description: 'an instance without counters', text: ONE.replace('"stats"', '"state"'), says: 'stats' },
  ];
  for (const { description, text, says } of broken) {
    it(`refuses ${description}`, () => {
      const error = parseErrorOf(() => parseVrrpInstances(text));
      expect(error).to.include({ what: "keepalived's data in JSON", line: 1 });
      expect(error.text).to.contain(says);
    });
  }
});
