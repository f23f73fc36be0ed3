import { expect } from 'chai';
import { type Frame, isGratuitousArp, type IpPacket, type Packet, parseTcpdump } from '../../../src/parsers/tcpdump.ts';
import { parseErrorOf, recorded } from './recordings.ts';

const HEADER = '1795335314.045925 02:42:c0:a8:00:64 > 02:42:c0:a8:00:d2, ethertype';

/** What is in the one frame that is `detail` behind an Ethernet header. */
function packetOf(detail: string, ethertype = 'IPv4 (0x0800)'): Packet | undefined {
  const frames = parseTcpdump(`${HEADER} ${ethertype}, length 74: ${detail}\n`);
  expect(frames).to.have.length(1);
  return frames[0]?.packet;
}

const isIp = (packet: Packet): packet is IpPacket => packet.type === 'ip';

const seconds = ({ time }: Frame, since: Frame): number => Number((time - since.time).toFixed(3));

describe('parseTcpdump', () => {
  it('gives no frames when nothing was printed', () => {
    expect(parseTcpdump('')).to.deep.equal([]);
  });

  it('reads every part of a frame', () => {
    const detail = 'Flags [S], seq 2557915169, win 64240, options [mss 1460,sackOK,nop,wscale 5], length 0';
    const line = `${HEADER} IPv4 (0x0800), length 74: 192.168.0.100.50286 > 192.168.0.224.80: ${detail}\n`;
    expect(parseTcpdump(line)).to.deep.equal([
      {
        time: 1795335314.045925,
        sourceMac: '02:42:c0:a8:00:64',
        destinationMac: '02:42:c0:a8:00:d2',
        length: 74,
        packet: {
          type: 'ip',
          protocol: 'tcp',
          source: { address: '192.168.0.100', port: 50286 },
          destination: { address: '192.168.0.224', port: 80 },
          tcpFlags: 'S',
          length: 0,
          detail,
        },
      },
    ]);
  });

  it('shows which real server direct routing chose, and that no response passed the director', () => {
    const packets = parseTcpdump(recorded('tcpdump-direct-routing'))
      .filter(({ sourceMac }) => sourceMac === '02:42:c0:a8:00:d2')
      .flatMap(({ destinationMac, packet }) => (isIp(packet) ? [{ destinationMac, packet }] : []));
    const chosen = packets.filter(({ packet }) => packet.tcpFlags === 'S').map(({ destinationMac }) => destinationMac);
    expect(chosen).to.deep.equal(['02:42:c0:a8:00:dd', '02:42:c0:a8:00:de']);
    expect(packets.some(({ packet }) => packet.source.port === 80)).to.equal(false);
  });

  it('finds the client request inside of the tunnel', () => {
    const [tunnelled] = parseTcpdump(recorded('tcpdump-tunnels')).filter(
      ({ packet }) => isIp(packet) && packet.protocol === 'ipip',
    );
    expect(tunnelled?.packet).to.deep.include({
      source: { address: '192.168.0.210', port: 0 },
      destination: { address: '192.168.0.221', port: 0 },
    });
    expect(tunnelled?.packet)
      .to.have.property('inner')
      .that.deep.includes({
        protocol: 'tcp',
        source: { address: '192.168.0.100', port: 58594 },
        destination: { address: '192.168.0.224', port: 443 },
        tcpFlags: 'S',
      });
  });

  it('finds a tunnel in a tunnel', () => {
    const packet = packetOf(
      '10.0.0.1 > 10.0.0.2: 10.1.0.1 > 10.1.0.2: 10.2.0.1 > 10.2.0.2: ICMP echo request, length 64',
    );
    expect(packet).to.have.nested.property('inner.inner.protocol', 'icmp');
    expect(packet).to.have.nested.property('inner.inner.length', 64);
  });

  const packets: { description: string; detail: string; ethertype?: string; expected: Record<string, unknown> }[] = [
    {
      description: 'a reset',
      detail: '192.168.0.224.9 > 192.168.0.100.34472: Flags [R.], seq 0, ack 2141840217, win 0, length 0',
      expected: { protocol: 'tcp', tcpFlags: 'R.', length: 0 },
    },
    {
      description: 'the length of TCP before what tcpdump says of HTTP',
      detail: '10.0.0.1.1024 > 10.0.0.2.80: Flags [P.], seq 0:77, ack 1, length 77: HTTP: GET /?a, length 5 HTTP/1.1',
      expected: { protocol: 'tcp', tcpFlags: 'P.', length: 77 },
    },
    {
      description: 'UDP',
      detail: '192.168.0.100.41390 > 192.168.0.210.9: UDP, length 2',
      expected: { protocol: 'udp', length: 2, destination: { address: '192.168.0.210', port: 9 } },
    },
    {
      description: 'UDP that tcpdump decodes as DNS',
      detail: '192.168.0.100.53291 > 192.168.0.224.53: 4660+ A? www.example.com. (33)',
      expected: { protocol: 'udp', length: 33 },
    },
    {
      description: 'UDP that tcpdump decodes without length',
      detail: '192.168.0.100.43778 > 192.168.0.224.5060: SIP',
      expected: { protocol: 'udp', detail: 'SIP' },
    },
    {
      description: 'a later fragment of UDP, which has no ports',
      detail: '192.168.0.100 > 192.168.0.210: ip-proto-17',
      expected: { protocol: 'udp', source: { address: '192.168.0.100', port: 0 } },
    },
    {
      description: 'an echo request',
      detail: '192.168.0.100 > 192.168.0.210: ICMP echo request, id 1639, seq 1, length 64',
      expected: { protocol: 'icmp', length: 64, source: { address: '192.168.0.100', port: 0 } },
    },
    {
      description: 'an ICMP error',
      detail: '192.168.0.210 > 192.168.0.100: ICMP 192.168.0.210 udp port 9 unreachable, length 38',
      expected: { protocol: 'icmp', detail: 'ICMP 192.168.0.210 udp port 9 unreachable, length 38' },
    },
    {
      description: 'a VRRP advertisement',
      detail:
        '192.168.0.210 > 224.0.0.18: VRRPv2, Advertisement, vrid 51, prio 150, authtype none, intvl 1s, length 20',
      expected: { protocol: 'vrrp', length: 20 },
    },
    {
      description: 'GRE around IPv4',
      detail: '192.168.0.210 > 192.168.0.221: GREv0, proto IPv4 (0x0800), length 64: 10.0.0.1.1024 > 10.0.0.2.80: tcp',
      expected: { protocol: 'gre', destination: { address: '192.168.0.221', port: 0 } },
    },
    {
      description: 'GRE around anything else as other',
      detail: '192.168.0.210 > 192.168.0.221: GREv0, proto ARP (0x0806), length 32: who-has 10.0.0.1 tell 10.0.0.2',
      expected: { protocol: 'other' },
    },
    {
      description: 'SCTP as other, with its ports',
      detail: '192.168.0.100.1024 > 192.168.0.224.3868: sctp (1) [INIT] [init tag: 1]',
      expected: { protocol: 'other', destination: { address: '192.168.0.224', port: 3868 } },
    },
    {
      description: 'TCP over IPv6',
      ethertype: 'IPv6 (0x86dd)',
      detail: '2001:db8::100.34442 > 2001:db8::224.80: Flags [S], seq 411504054, win 64800, length 0',
      expected: { protocol: 'tcp', source: { address: '2001:db8::100', port: 34442 }, tcpFlags: 'S' },
    },
    {
      description: 'ICMPv6 as other',
      ethertype: 'IPv6 (0x86dd)',
      detail: ':: > ff02::16: HBH ICMP6, multicast listener report v2, 1 group record(s), length 28',
      expected: { protocol: 'other', source: { address: '::', port: 0 } },
    },
    {
      description: 'a packet without detail',
      detail: '192.168.0.100 > 192.168.0.210:',
      expected: { protocol: 'other', detail: '' },
    },
  ];
  for (const { description, detail, ethertype, expected } of packets) {
    it(`reads ${description}`, () => {
      expect(packetOf(detail, ethertype)).to.deep.include({ type: 'ip', ...expected });
    });
  }

  const arps: { description: string; detail: string; expected: Packet }[] = [
    {
      description: 'a request',
      detail: 'Request who-has 192.168.0.224 tell 192.168.0.100, length 28',
      expected: { type: 'arp-request', target: '192.168.0.224', sender: '192.168.0.100' },
    },
    {
      description: 'a request that names a MAC address',
      detail: 'Request who-has 192.168.0.226 (ff:ff:ff:ff:ff:ff) tell 192.168.0.226, length 28',
      expected: { type: 'arp-request', target: '192.168.0.226', sender: '192.168.0.226' },
    },
    {
      description: 'a reply',
      detail: 'Reply 192.168.0.224 is-at 02:42:c0:a8:00:d2, length 28',
      expected: { type: 'arp-reply', address: '192.168.0.224', mac: '02:42:c0:a8:00:d2' },
    },
    {
      description: 'another operation as other',
      detail: 'Reverse Request who-is 02:42:c0:a8:00:d2 tell 02:42:c0:a8:00:d2, length 28',
      expected: { type: 'other', detail: 'Reverse Request who-is 02:42:c0:a8:00:d2 tell 02:42:c0:a8:00:d2, length 28' },
    },
  ];
  for (const { description, detail, expected } of arps) {
    it(`reads ARP: ${description}`, () => {
      expect(packetOf(detail, 'ARP (0x0806)')).to.deep.equal(expected);
    });
  }

  it('keeps what it cannot take apart as other', () => {
    const detail = 'truncated-ip - 20 bytes missing! 192.168.0.100 > 192.168.0.210: ICMP echo request';
    expect(packetOf(detail)).to.deep.equal({ type: 'other', detail });
  });

  it('keeps frames that are neither IP nor ARP as other', () => {
    const others = parseTcpdump(recorded('tcpdump-mixed')).filter(({ packet }) => packet.type === 'other');
    expect(new Set(others.map(({ destinationMac }) => destinationMac))).to.include('01:80:c2:00:00:00');
  });

  it('skips a last line that was cut when tcpdump was ended', () => {
    const text = recorded('tcpdump-direct-routing').split('\n').slice(2, 6).join('\n');
    for (let cut = 1; cut < 60; cut += 1)
      expect(parseTcpdump(text.slice(0, -text.length + 137 + cut))).to.have.length(1);
  });

  it('refuses a line in the middle that was cut', () => {
    const error = parseErrorOf(() => parseTcpdump('1795335314.045925 02:42:c0:a8\n1795335314.0459 02:42:c0:a8\n'));
    expect(error).to.include({
      what: 'a frame of tcpdump -e -nn -tt',
      line: 1,
      text: '1795335314.045925 02:42:c0:a8',
    });
  });

  it('refuses frames without Ethernet header, as without -e', () => {
    const line = '1795335314.045925 IP 192.168.0.100.50286 > 192.168.0.224.80: Flags [S], length 0';
    expect(parseErrorOf(() => parseTcpdump(`${line}\n`))).to.include({ line: 1, text: line });
  });
});

const frame = (destinationMac: string, packet: Packet): Frame => ({
  time: 1,
  sourceMac: '02:42:c0:a8:00:d2',
  destinationMac,
  length: 42,
  packet,
});

describe('isGratuitousArp', () => {
  const broadcast = 'ff:ff:ff:ff:ff:ff';
  const unicast = '02:42:c0:a8:00:64';
  const reply: Packet = { type: 'arp-reply', address: '192.168.0.224', mac: '02:42:c0:a8:00:d2' };
  const cases: { description: string; seen: Frame; expected: boolean }[] = [
    {
      description: 'a request for the own address is',
      seen: frame(broadcast, { type: 'arp-request', target: '192.168.0.224', sender: '192.168.0.224' }),
      expected: true,
    },
    { description: 'a reply to everybody is', seen: frame(broadcast, reply), expected: true },
    { description: 'a reply to who asked is not', seen: frame(unicast, reply), expected: false },
    {
      description: 'a request for another address is not',
      seen: frame(broadcast, { type: 'arp-request', target: '192.168.0.224', sender: '192.168.0.100' }),
      expected: false,
    },
    {
      description: 'a probe is not',
      seen: frame(broadcast, { type: 'arp-request', target: '192.168.0.224', sender: '0.0.0.0' }),
      expected: false,
    },
    {
      description: 'a broadcast that is no ARP is not',
      seen: frame(broadcast, { type: 'other', detail: '' }),
      expected: false,
    },
  ];
  for (const { description, seen, expected } of cases) {
    it(description, () => {
      expect(isGratuitousArp(seen)).to.equal(expected);
    });
  }

  it('shows when each director took the VIP of VRRP', () => {
    const frames = parseTcpdump(recorded('tcpdump-vrrp'));
    const taken = frames.filter(
      (seen) => isGratuitousArp(seen) && seen.packet.type === 'arp-request' && seen.packet.target === '192.168.0.226',
    );
    const owners = [...new Set(taken.map(({ sourceMac }) => sourceMac))];
    expect(owners).to.deep.equal(['02:42:c0:a8:00:d2', '02:42:c0:a8:00:d3']);
    const resigned = frames.find(({ packet }) => isIp(packet) && packet.detail.includes('vrid 51, prio 0')) as Frame;
    const first = taken.find(({ sourceMac }) => sourceMac === owners[1]) as Frame;
    expect(seconds(first, resigned)).to.equal(0.613);
  });
});
