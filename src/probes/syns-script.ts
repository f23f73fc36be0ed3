/** SYN packets in the name of clients that are elsewhere, and their end. Pure. */
import { SYN_BYTES } from './results.ts';

/** A real server repeats its answer after one second; a machine that is busy answers within this time. */
const ROUNDS = 3;
const PAUSE_MS = 300;

/**
 * `perl -e SYNS_SCRIPT ADDRESS PORT FIRST_PORT SOURCE...`: one SYN from each source, ROUNDS times, from FIRST_PORT on one port for
 * each. In the end a RST for each, so that nobody keeps them.
 */
export const SYNS_SCRIPT = String.raw`
use strict; use warnings; use Socket;
my ($address, $port, $first, @sources) = @ARGV;
my ($SYN, $RST, $SEQUENCE) = (2, 4, 1000);
my $to = inet_aton($address);
socket my $raw, PF_INET, SOCK_RAW, 255 or die "a raw socket: $!";
sub checksum { my $sum = unpack '%32n*', shift; $sum = ($sum & 0xffff) + ($sum >> 16) for 1, 2; ~$sum & 0xffff }
sub each_once { my ($flags, $sequence) = @_;
  for my $number (0 .. $#sources) {
    my $from = inet_aton($sources[$number]);
    my $tcp = sub { pack 'nnNNCCnnn', $first + $number, $port, $sequence, 0, 5 << 4, $flags, 8192, shift, 0 };
    my $sum = checksum(pack('a4a4CCn', $from, $to, 0, 6, 20) . $tcp->(0));
    my $ip = pack 'CCnnnCCna4a4', 4 << 4 | 5, 0, ${SYN_BYTES}, 0, 0, 64, 6, 0, $from, $to;
    send $raw, $ip . $tcp->($sum), 0, pack_sockaddr_in(0, $to) or die "send: $!";
  } }
for (1 .. ${ROUNDS}) { each_once($SYN, $SEQUENCE); select undef, undef, undef, ${PAUSE_MS / 1000} }
each_once($RST, $SEQUENCE + 1);`;
