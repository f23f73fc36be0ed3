/** A client that asks for a page at a steady pace, whatever becomes of each request, and what it prints. Pure. */
import { LOSSES, type PacedRequest } from '../models/failover.ts';
import { mapLines, splitLines } from '../parsers/lines.ts';

export interface ProberOutput {
  /** In the order of sending. */
  requests: PacedRequest[];
  /** When the word of each mark arrived. */
  marks: Record<string, number>;
}

/**
 * A director remembers for two minutes to which server a connection went that is closed, and drops what comes from the
 * same port once that server has left its table. A kernel that chooses ports by itself comes round sooner, after some
 * 3,000 connections to one address. These are outside its range, one for each 5 ms of the clock, so that none is used
 * again within 158 s, whoever has asked before.
 */
const FIRST_PORT = 1024;
const PORTS = 31_744;
const PORTS_A_SECOND = 200;

/** As many as PAGE_LENGTH characters may take. */
const PAGE_BYTES = 800;

/**
 * `perl -e PROBER_SCRIPT ADDRESS PORT PATH INTERVAL_MS PATIENCE_MS`: every interval a new connection, not blocking, closed
 * after its response or after its patience. Prints `request SENT ANSWERED STATUS PAGE`, the beginning of the page in hexadecimal, or `request SENT - 0 LOSS` for each. A line on its input is a mark:
 * `mark WORD TIME`. Ends when its input does. Perl as Debian always has it (perl-base) lacks Time::HiRes, so the clock
 * is read by the system call itself.
 */
export const PROBER_SCRIPT = String.raw`
use strict; use warnings; use Socket; use Fcntl; use POSIX ();
my ($address, $port, $path, $interval, $patience) = @ARGV;
my %numbers = (x86_64 => 228, i686 => 265);
my $clock_gettime = $numbers{(POSIX::uname())[4]} // 113;
sub now { my $time = pack 'q2', 0, 0; syscall $clock_gettime, 0, $time; my ($s, $ns) = unpack 'q2', $time; $s + $ns / 1e9 }
$| = 1; $SIG{PIPE} = 'IGNORE'; $interval /= 1000; $patience /= 1000;
my $to = sockaddr_in($port, inet_aton($address));
my %open; my $next = now(); my $ends = 0; my $marks = ''; my $port_used = 0;
sub take_port { my $socket = shift;
  for (1 .. 10) {
    my $turn = int(now() * ${PORTS_A_SECOND}); $port_used = $turn > $port_used ? $turn : $port_used + 1;
    last if bind $socket, sockaddr_in(${FIRST_PORT} + $port_used % ${PORTS}, INADDR_ANY);
  } }
sub done { my ($fd, $answered, $outcome) = @_;
  my $request = delete $open{$fd}; close $request->{socket};
  my ($head, $page) = split /\r?\n\r?\n/, $request->{text}, 2; ($page //= '') =~ s/^\s+|\s+$//g;
  printf "request %.6f %s\n", $request->{sent}, $answered ? sprintf('%.6f %d %s', $answered, $outcome, unpack 'H*', substr $page, 0, ${PAGE_BYTES}) : "- 0 $outcome"; }
sub loss { $! = shift; $!{ECONNREFUSED} ? 'refused' : $!{ECONNRESET} ? 'cut' : $!{ETIMEDOUT} ? 'silent' : 'unreachable' }
until ($ends && !%open) {
  my $now = now();
  if (!$ends && $now >= $next) {
    $next += $interval; $next = $now + $interval if $next < $now;
    if (socket my $socket, PF_INET, SOCK_STREAM, 0) {
      fcntl $socket, F_SETFL, O_NONBLOCK; take_port($socket);
      my $fd = fileno $socket;
      $open{$fd} = { socket => $socket, sent => $now, asked => 0, text => '' };
      done($fd, 0, loss($!)) unless connect($socket, $to) || $!{EINPROGRESS};
    }
  }
  my ($reads, $writes) = ('', '');
  for (keys %open) { vec($open{$_}{asked} ? $reads : $writes, $_, 1) = 1 }
  vec($reads, 0, 1) = 1 unless $ends;
  my $wait = $ends ? 0.05 : $next - now(); $wait = 0 if $wait < 0;
  select $reads, $writes, undef, $wait;
  $now = now();
  for my $fd (keys %open) {
    my $request = $open{$fd};
    if (!$request->{asked} && vec $writes, $fd, 1) {
      my $error = unpack 'i', getsockopt $request->{socket}, SOL_SOCKET, SO_ERROR;
      if ($error) { done($fd, 0, loss($error)); next }
      syswrite $request->{socket}, "GET $path HTTP/1.0\r\nHost: $address\r\n\r\n"; $request->{asked} = 1;
    } elsif ($request->{asked} && vec $reads, $fd, 1) {
      my $count = sysread $request->{socket}, my $chunk, 65536;
      if ($count) { $request->{text} .= $chunk; next }
      if (!defined $count && $!{EAGAIN}) { next }
      my ($status) = $request->{text} =~ /^HTTP\S* (\d{3})/;
      done($fd, $status ? $now : 0, $status || 'cut');
    }
  }
  for (keys %open) { done($_, 0, 'silent') if $now - $open{$_}{sent} > $patience }
  if (!$ends && vec $reads, 0, 1) {
    if (sysread STDIN, my $chunk, 4096) { $marks .= $chunk } else { $ends = 1 }
    printf "mark %s %.6f\n", $1, $now while $marks =~ s/^(\S+)\n//;
  }
}`;

// request 1795344183.553836 1795344183.554836 200 3139322e3136382e302e3232332062627320
// request 1795344183.573836 - 0 refused
const ANSWERED = /^request (\d+\.\d+) (\d+\.\d+) (\d+) ?((?:[\da-f]{2})*)$/;
const LOST = /^request (\d+\.\d+) - 0(?: ([a-z]+))?$/;
// mark trigger 1795344183.553836
const MARK = /^mark (\S+) (\d+\.\d+)$/;

type Row = { request: PacedRequest } | { mark: [string, number] };

/** A line about a request, whatever became of it. */
function readRequest(text: string): PacedRequest | undefined {
  const [, sent, answered, status, hex = ''] = ANSWERED.exec(text) ?? [];
  if (sent !== undefined) {
    const page = Buffer.from(hex, 'hex').toString('utf8');
    return { sent: Number(sent), answered: Number(answered), status: Number(status), ...(page !== '' && { page }) };
  }
  const [, lost, word] = LOST.exec(text) ?? [];
  const loss = LOSSES.find((one) => one === word);
  return lost === undefined ? undefined : { sent: Number(lost), answered: undefined, status: 0, ...(loss && { loss }) };
}

/** A line that it printed; undefined for any other. */
export function readRow(text: string): Row | undefined {
  const request = readRequest(text);
  if (request) return { request };
  const [, mark, time] = MARK.exec(text) ?? [];
  return mark === undefined ? undefined : { mark: [mark, Number(time)] };
}

/** @throws ParseError */
export function parseProber(output: string): ProberOutput {
  const rows = mapLines(splitLines(output), 'a line of the prober', readRow);
  return {
    requests: rows.flatMap((row) => ('request' in row ? [row.request] : [])).toSorted((a, b) => a.sent - b.sent),
    marks: Object.fromEntries(rows.flatMap((row) => ('mark' in row ? [row.mark] : []))),
  };
}
