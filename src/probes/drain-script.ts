/** Taking a real server out of service step by step, with a client that has a connection to it. Pure. */
import { ParseError } from '../parsers/parse-error.ts';
import { TOOLS_ONLY } from './tools.ts';
import type { Answer } from './results.ts';

/**
 * `sh -c DRAIN_SCRIPT sh SERVICE`, on the director: `-t ADDRESS:PORT` or `-f MARK`. A line of its input is `quiet SERVER`, which gives the server the
 * weight 0, or `remove SERVER`, which deletes it; it answers with the word and an exit status. When its input ends it puts
 * the servers of the service back as they were, also when whoever opened it was killed.
 */
export const DRAIN_SCRIPT = `${TOOLS_ONLY}
trap : HUP INT TERM PIPE
# ipvsadm would load ip_vs where it is not: that is for the student to do.
[ ! -e /proc/net/ip_vs ] || before=$(ipvsadm -Sn | grep -F -e "-a $1 ")
while read -r word server; do
  # A service by a mark may leave the port as it is, and then has 0.
  line=$(echo "$before" | grep -F -e " -r $server " || echo "$before" | grep -F -e " -r \${server%:*}:0 ")
  if [ "$word" = quiet ]; then
    ipvsadm $(echo "$line" | sed 's/^-a/-e/; s/ -w [0-9]*/ -w 0/')
  else
    ipvsadm $(echo "$line" | sed 's/^-a \\(.* -r [^ ]*\\) .*/-d \\1/')
  fi
  echo "$word $?"
done
echo "$before" | while read -r line; do
  [ -z "$line" ] || ipvsadm $line || ipvsadm $(echo "$line" | sed 's/^-a/-e/')
done`;

/** Seconds until a connection counts as refused: TCP repeats a lost SYN after one second. */
const CONNECT_PATIENCE = 2.5;
/** And until a request on an open one counts as not answered: TCP repeats a lost packet after a fifth of a second. */
const ANSWER_PATIENCE = 1.5;

const timeval = (seconds: number): string => `pack q(l!l!), ${Math.floor(seconds)}, ${(seconds % 1) * 1e6}`;

const PERL = String.raw`
use strict; use warnings; use Socket;
my ($address, $port, @sources) = @ARGV;
$| = 1; $SIG{PIPE} = q(IGNORE);
my @held;
sub opened { my $source = shift;
  socket my $socket, PF_INET, SOCK_STREAM, 0 or die $!;
  setsockopt $socket, SOL_SOCKET, SO_SNDTIMEO, ${timeval(CONNECT_PATIENCE)};
  setsockopt $socket, SOL_SOCKET, SO_RCVTIMEO, ${timeval(ANSWER_PATIENCE)};
  setsockopt $socket, SOL_SOCKET, SO_LINGER, pack q(ii), 1, 0;
  bind $socket, pack_sockaddr_in(0, inet_aton($source)) or die "bind: $!";
  push @held, $socket;
  return connect($socket, pack_sockaddr_in($port, inet_aton($address))) ? (unpack_sockaddr_in getsockname $socket)[0] : 0; }
sub asked { my $socket = shift; my $text = q();
  return q(cut) unless defined syswrite $socket, "GET / HTTP/1.1\r\nHost: $address\r\n\r\n";
  until ($text =~ /^Content-Length: (\d+)\r\n(?:.*?\r\n)?\r\n(.*)/ims && length $2 >= $1) {
    my $count = sysread $socket, my $chunk, 65536;
    return $!{EAGAIN} ? q(silent) : q(cut) unless defined $count;
    return q(cut) unless $count;
    $text .= $chunk;
  }
  return q(answered); }
while (my $line = <STDIN>) {
  my ($word, $number) = split q( ), $line;
  print $word eq q(open) ? opened($sources[$number]) : asked($held[$number]), "\n";
}`;

/**
 * `sh -c DRAIN_CLIENT_SCRIPT sh DEVICE ADDRESS PORT SOURCE...`: has the sources on the device for as long as it runs. A line of
 * its input is `open N`, a connection from source N, answered with its port (0: not accepted), or `ask N`, a request
 * on the Nth connection, answered with what became of it. All counted from 0.
 */
export const DRAIN_CLIENT_SCRIPT = `${TOOLS_ONLY}
device=$1; shift
tidy() { shift 2; for source; do ip address del "$source/32" dev "$device" 2>/dev/null; done; }
trap 'tidy "$@"' EXIT
trap 'exit 1' INT TERM HUP
(shift 2; for source; do ip address add "$source/32" dev "$device"; done)
perl -e '${PERL}' "$@"`;

const ANSWERS: Answer[] = ['answered', 'cut', 'silent'];

export function parseAnswer(line: string): Answer {
  const found = ANSWERS.find((one) => one === line);
  if (!found) throw new ParseError('what became of a request', 1, line);
  return found;
}

/** 0: it was not accepted. */
export function parsePort(line: string): number {
  if (!/^\d+$/.test(line)) throw new ParseError('the port of a connection', 1, line);
  return Number(line);
}
