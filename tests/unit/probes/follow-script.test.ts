import { expect } from 'chai';
import { askRoute, parseLook, parseRoutesSaid } from '../../../src/probes/follow-script.ts';

const OUTPUT = `M nft
M rules
*raw
:PREROUTING ACCEPT [10:600]
[3:180] -A PREROUTING -p tcp -m tcp --dport 80 -j DROP
COMMIT
M listeners
   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2162922 1 0 100 0 0 10 0
   0: 0B00007F:82FB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2160969 1 0 100 0 0 10 0
   2: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
M counters
TcpExt: SyncookiesSent IPReversePathFilter
TcpExt: 0 7
M policy
0:	from all lookup 255
32764:	from 1.2.3.4 lookup 7
32765:	from all to 192.168.9.0 iif eth9 [detached] 7
M connections
TCP 00:58  SYN_RECV    192.168.0.17:40001 192.168.0.240:80   192.168.0.223:80
M routes
? 192.168.200.5 from 192.168.0.240 iif eth1
192.168.200.5 from 192.168.0.240 via 192.168.0.100 dev eth0 iif eth1 
    cache iif eth1 
? 192.168.0.240
2 192.168.0.240 dev lo src 192.168.0.240 uid 0 
    cache <local> 
? 10.0.0.1
RTNETLINK answers: Network is unreachable
M end
`;

describe('a look at a node', () => {
  const look = parseLook(OUTPUT, 'M');

  it('has rules with what they counted, listeners, counters of the kernel and entries of IPVS', () => {
    expect(look.rules.map(({ table, packets }) => `${table} ${packets}`)).to.deep.equal(['raw 3']);
    expect(look.listeners).to.deep.equal([
      { address: '0.0.0.0', port: 80 },
      { address: '127.0.0.11', port: 33531 },
      { address: '::', port: 8080 },
    ]);
    expect(look.counters).to.deep.equal({ 'TcpExt.SyncookiesSent': 0, 'TcpExt.IPReversePathFilter': 7 });
    expect(look.connections?.map(({ client }) => client)).to.deep.equal([{ address: '192.168.0.17', port: 40001 }]);
  });

  it('has no entries where there is no IPVS', () => {
    expect(parseLook(OUTPUT.replace(/M connections\n.*\n/, ''), 'M').connections).to.equal(undefined);
  });

  it('names what a rule of policy routing does, and leaves tables their numbers', () => {
    expect(look.routeRules.slice(1)).to.deep.equal([
      '32764:\tfrom 1.2.3.4 lookup 7',
      '32765:\tfrom all to 192.168.9.0 iif eth9 [detached] unreachable',
    ]);
  });

  it('is refused when it was cut off', () => {
    expect(() => parseLook(OUTPUT.replace('M end', ''), 'M')).to.throw('expected the end');
  });
});

describe('which way a kernel would send', () => {
  const questions = [
    { node: 'lvs01', to: '192.168.200.5', from: '192.168.0.240', input: 'eth1' },
    { node: 'lvs01', to: '192.168.0.240' },
    { node: 'lvs01', to: '10.0.0.1' },
  ];

  it('is asked with source and device, where they are known', () => {
    expect(questions.map(askRoute)).to.deep.equal([
      '192.168.200.5 from 192.168.0.240 iif eth1',
      '192.168.0.240',
      '10.0.0.1',
    ]);
  });

  it('is a router and a device, the machine itself, or nowhere', () => {
    const [first, second, third] = parseRoutesSaid(OUTPUT, 'M', questions);
    expect(first).to.include({ type: 'unicast', via: '192.168.0.100', device: 'eth0' });
    expect(second).to.include({ type: 'local', via: undefined, device: 'lo' });
    expect(third).to.include({ type: undefined, text: 'RTNETLINK answers: Network is unreachable' });
  });
});
