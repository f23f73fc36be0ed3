/** The client that opens, holds and closes connections one after another, and what it prints. Pure. */
import { mapLines, splitLines } from '../parsers/lines.ts';
import { ParseError } from '../parsers/parse-error.ts';
import { TOOLS_ONLY } from './tools.ts';

/** Seconds until a connection counts as refused: TCP repeats a lost SYN after one second and after three. */
const PATIENCE = 4;

/**
 * `perl -e WORKLOAD_PERL SOURCES TARGETS WORK`: the lists are separated by commas, WORK is words: `2>1` opens a connection from
 * the second source to the first target, `x3` ends the third that was opened, `.` all that are open. They are ended by RST, so
 * that the director sees the end before it sees anything that follows. Prints the port of each connection, with ` lost` behind
 * that of one that was not accepted; after such a one no other is tried: 0.
 */
export const WORKLOAD_PERL = String.raw`
use strict; use warnings; use Socket;
my ($sources, $targets, $work) = @ARGV;
my @sources = map { inet_aton($_) } split /,/, $sources;
my @targets = map { my ($address, $port) = split /:/; pack_sockaddr_in($port, inet_aton($address)) } split /,/, $targets;
my (@held, %used, $failed);
sub opened { my ($source, $target) = @_;
  my ($socket, $port);
  do {
    socket $socket, PF_INET, SOCK_STREAM, 0 or die $!;
    bind $socket, pack_sockaddr_in(0, $sources[$source]) or die "bind: $!";
    ($port) = unpack_sockaddr_in getsockname $socket;
  } while $used{"$source $port"}++;
  setsockopt $socket, SOL_SOCKET, SO_SNDTIMEO, pack q(l!l!), ${PATIENCE}, 0;
  setsockopt $socket, SOL_SOCKET, SO_LINGER, pack q(ii), 1, 0;
  push @held, $socket;
  return ($port, connect($socket, $targets[$target])); }
for (split q( ), $work) {
  if (/^(\d+)>(\d+)$/) {
    my ($port, $accepted) = $failed ? (0, 1) : opened($1 - 1, $2 - 1);
    print $accepted ? "$port\n" : "$port lost\n"; $failed ||= !$accepted }
  elsif (/^x(\d+)$/) { close $held[$1 - 1] if $held[$1 - 1]; undef $held[$1 - 1] }
  else { for (@held) { close $_ if $_; undef $_ } }
}`;

/**
 * `sh -c WORKLOAD_SCRIPT sh DEVICE SOURCES TARGETS WORK`: as above, with the sources on the device for as long as it runs.
 */
export const WORKLOAD_SCRIPT = `${TOOLS_ONLY}
device=$1 sources=$(echo "$2" | sed 's/,/ /g')
tidy() { for source in $sources; do ip address del "$source/32" dev "$device" 2>/dev/null; done; }
trap tidy EXIT
trap 'exit 1' INT TERM HUP
for source in $sources; do ip address add "$source/32" dev "$device"; done
perl -e '${WORKLOAD_PERL}' "$2" "$3" "$4"`;

export interface Ports {
  /** 0: it was not tried. */
  ports: number[];
  /** Which of them was not accepted. */
  lost: number | undefined;
}

// 43210
// 43212 lost
const readPort = (text: string): { port: number; isLost: boolean } | undefined => {
  const [, port, lost] = /^(\d+)( lost)?$/.exec(text) ?? [];
  return port === undefined ? undefined : { port: Number(port), isLost: lost !== undefined };
};

/** @throws ParseError when there are not `count` ports */
export function parsePorts(output: string, count: number): Ports {
  const rows = mapLines(splitLines(output), 'a port of a workload', readPort);
  if (rows.length !== count) throw new ParseError(`${count} ports of a workload`, rows.length + 1, output);
  const lost = rows.findIndex(({ isLost }) => isLost);
  return { ports: rows.map(({ port }) => port), lost: lost === -1 ? undefined : lost };
}
