/** Frames of every sort that labs send, between the nodes of the probe lab. Pure. */

/** ipip: as in TUN mode; vrrp: a director's advertisements, to their multicast group. */
export const SORTS = ['arp', 'icmp', 'tcp', 'udp', 'ipip', 'vrrp'] as const;
export type Sort = (typeof SORTS)[number];

/** On one network, or from one through a router to another. */
export const WAYS = ['lan', 'routed'] as const;
export type Way = (typeof WAYS)[number];

export interface Exchange {
  way: Way;
  sort: Sort;
}

/** ARP and advertisements stay on their network. */
export const EXCHANGES: Exchange[] = WAYS.flatMap((way) =>
  SORTS.filter((sort) => way === 'lan' || (sort !== 'arp' && sort !== 'vrrp')).map((sort) => ({ way, sort })),
);

const PORT = 7;
const GROUP = '224.0.0.18';

/** `perl -e ANSWER_SCRIPT ADDRESS`: answers on tcp, udp, protocol 4 and 112. Prints `ready`, ends when its input does. */
export const ANSWER_SCRIPT = `
use strict; use warnings; use Socket;
$| = 1; $SIG{PIPE} = 'IGNORE';
socket(my $tcp, PF_INET, SOCK_STREAM, 6) or die "tcp: $!"; setsockopt $tcp, SOL_SOCKET, SO_REUSEADDR, 1;
bind $tcp, sockaddr_in(${PORT}, INADDR_ANY) or die "tcp: $!"; listen $tcp, 9;
socket(my $udp, PF_INET, SOCK_DGRAM, 17) or die "udp: $!"; bind $udp, sockaddr_in(${PORT}, INADDR_ANY) or die "udp: $!";
socket(my $ipip, PF_INET, SOCK_RAW, 4) or die "ipip: $!";
socket(my $vrrp, PF_INET, SOCK_RAW, 112) or die "vrrp: $!";
setsockopt $vrrp, 0, 35, inet_aton('${GROUP}') . inet_aton($ARGV[0]) or die "multicast: $!";
print "ready\\n";
for (;;) {
  my $reads = ''; vec($reads, fileno $_, 1) = 1 for \\*STDIN, $tcp, $udp, $ipip, $vrrp;
  select $reads, undef, undef, undef;
  last if vec $reads, fileno STDIN, 1;
  if (vec $reads, fileno $tcp, 1) { accept(my $peer, $tcp); syswrite $peer, "x"; close $peer }
  for my $socket ($udp, $ipip, $vrrp) {
    next unless vec $reads, fileno $socket, 1;
    my $from = recv($socket, my $text, 2000, 0); send $socket, "answer", 0, $from if $from;
  }
}
`;

/**
 * `perl -e ASK_SCRIPT ROUTER SERVER`: prints `WAY SORT` for each exchange that was answered. All at once, each is tried
 * three times.
 */
export const ASK_SCRIPT = `
use strict; use warnings; use Socket;
my %to = (lan => $ARGV[0], routed => $ARGV[1]);
my %protocol = (ipip => 4, vrrp => 112);
sub answered { my ($socket, $ready) = ('', ''); vec($ready, fileno $_[0], 1) = 1; select $ready, undef, undef, 0.7 }
sub ask { my ($way, $sort) = @_; my $to = $to{$way};
  return !system "arping -q -c 1 -W 0.7 -i eth0 $to >/dev/null 2>&1" if $sort eq 'arp';
  return !system "ping -q -n -c 1 -W 1 $to >/dev/null 2>&1" if $sort eq 'icmp';
  if ($sort eq 'tcp') {
    socket(my $socket, PF_INET, SOCK_STREAM, 6);
    local $SIG{ALRM} = sub { die }; alarm 1;
    my $got = eval { connect($socket, sockaddr_in(${PORT}, inet_aton($to))) && sysread($socket, my $text, 1) };
    alarm 0; return $got;
  }
  socket(my $socket, PF_INET, $sort eq 'udp' ? SOCK_DGRAM : SOCK_RAW, $protocol{$sort} // 17);
  # What was sent to a group is answered by somebody else.
  if ($sort eq 'vrrp') { send $socket, "asked", 0, sockaddr_in(0, inet_aton('${GROUP}')) or return 0 }
  else { connect $socket, sockaddr_in($sort eq 'udp' ? ${PORT} : 0, inet_aton($to)); send $socket, "asked", 0 or return 0 }
  return answered($socket) > 0 }
my @children;
for (qw(${EXCHANGES.map(({ way, sort }) => `${way}:${sort}`).join(' ')})) {
  my ($way, $sort) = split /:/;
  if (my $pid = fork) { push @children, $pid; next }
  for (1 .. 3) { if (ask($way, $sort)) { syswrite STDOUT, "$way $sort\\n"; last } }
  exit 0;
}
waitpid $_, 0 for @children;
`;

/** @returns what was lost */
export function lostIn(output: string): Exchange[] {
  const came = new Set(output.split('\n').map((line) => line.trim()));
  return EXCHANGES.filter(({ way, sort }) => !came.has(`${way} ${sort}`));
}
