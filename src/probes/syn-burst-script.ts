/** A burst of SYN packets whose handshakes nobody completes, and their end. Pure. */
import { ParseError } from '../parsers/parse-error.ts';
import { SYN_BYTES } from './results.ts';

/** Between two packets: a director with one CPU loses none at this pace. */
const PAUSE_MS = 2;
/** As many as a burst may have. */
const PORTS = 500;
const ROUNDS = 120;
const LOWEST_PORT = 1024;

/**
 * The port of the first packet; each has the next one. A director keeps entries of an earlier burst for a minute, maybe from
 * the same source: a packet that belongs to one of them is no new connection. So every second has ports of its own.
 */
export const firstPort = (nowMs: number): number => LOWEST_PORT + (Math.floor(nowMs / 1000) % ROUNDS) * PORTS;

/**
 * `perl -e SYN_BURST_SCRIPT SOURCE FIRST_PORT ADDRESS PORT COUNT`. At each line of its input it sends COUNT SYNs, from a
 * source that no machine has, so that the answers of the real servers reach nobody; it answers `sent COUNT`. When its input
 * ends it sends a RST for each, so that the real servers do not keep them, save those whose entry the director dropped. A
 * director without secure_tcp keeps its entries for their minute.
 */
export const SYN_BURST_SCRIPT = String.raw`
use strict; use warnings; use Socket;
my ($source, $first, $address, $port, $count) = @ARGV;
my ($from, $to) = (inet_aton($source), inet_aton($address));
my ($SYN, $RST, $SEQUENCE) = (2, 4, 1000);
$| = 1;
socket my $raw, PF_INET, SOCK_RAW, 255 or die "a raw socket: $!";
sub checksum { my $sum = unpack '%32n*', shift; $sum = ($sum & 0xffff) + ($sum >> 16) for 1, 2; ~$sum & 0xffff }
sub burst { my ($flags, $sequence) = @_;
  for my $number (0 .. $count - 1) {
    my $tcp = sub { pack 'nnNNCCnnn', $first + $number, $port, $sequence, 0, 5 << 4, $flags, 8192, shift, 0 };
    my $sum = checksum(pack('a4a4CCn', $from, $to, 0, 6, 20) . $tcp->(0));
    my $ip = pack 'CCnnnCCna4a4', 4 << 4 | 5, 0, ${SYN_BYTES}, 0, 0, 64, 6, 0, $from, $to;
    send $raw, $ip . $tcp->($sum), 0, pack_sockaddr_in(0, $to) or die "send: $!";
    select undef, undef, undef, ${PAUSE_MS / 1000};
  } }
my $sent = 0;
while (<STDIN>) { burst($SYN, $SEQUENCE); $sent = 1; print "sent $count\n" }
burst($RST, $SEQUENCE + 1) if $sent;`;

/** The ports of the packets that were sent. */
export function parseSent(line: string, first: number): number[] {
  const [, count] = /^sent (\d+)$/.exec(line) ?? [];
  if (count === undefined) throw new ParseError('how many packets were sent', 1, line);
  return Array.from({ length: Number(count) }, (_, index) => first + index);
}
