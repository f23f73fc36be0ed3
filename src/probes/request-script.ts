/** The client that asks for pages, each time from another address, and what it prints. Pure. */
import { mapLines, splitLines } from '../parsers/lines.ts';
import { ParseError } from '../parsers/parse-error.ts';
import type { HttpResult } from './http-result.ts';
import { TOOLS_ONLY } from './tools.ts';

/** How long a request may take. An IPVS lab answers in milliseconds; TCP repeats a lost SYN after one second. */
export const REQUEST_TIMEOUT_MS = 2000;

/**
 * `perl -e REQUEST_PERL URL PATIENCE_MS BYTES AT_ONCE LEAST PAGES SOURCES [FIRST-LAST]`, the last being ports of the client's. The lists are separated by commas. AT_ONCE requests are
 * on their way at a time. The first LEAST sources always send one; the others while not every one of PAGES (in hexadecimal)
 * has come. One after another, a request that fails is the last, and the second
 * that repeats its SYN. Exit statuses are those that
 * curl has for the same trouble.
 *
 * Meanwhile it hears the handshakes on the wire: how many SYNs of each request left, how many SYN-ACKs came, and how long
 * after the last SYN the first of these. A kernel of its own hears
 * what it sends once more, as a packet that came in: only those that go out are counted. The filter is
 * `ip and tcp[tcpflags] & tcp-syn != 0` of pcap-filter(7), for packets without a link header. What goes out is heard by a socket
 * of all protocols alone.
 */
export const REQUEST_PERL = String.raw`
use strict; use warnings; use Socket; use Fcntl; use POSIX ();
my ($url, $patience, $bytes, $at_once, $least, $pages, $sources, $ports) = @ARGV;
my ($lowest, $highest) = split /-/, $ports // q(0-0);
my %numbers = (x86_64 => 228, i686 => 265);
my $clock_gettime = $numbers{(POSIX::uname())[4]} // 113;
sub now { my $time = pack q(q2), 0, 0; syscall $clock_gettime, 0, $time; my ($s, $ns) = unpack q(q2), $time; $s + $ns / 1e9 }
my ($host, $port, $path) = $url =~ m{^http://([^/:]+)(?::(\d+))?(/.*)?$}; $port ||= 80; $path ||= q(/); $patience /= 1000;
my $to = pack_sockaddr_in($port, inet_aton($host)); my $named = $port == 80 ? $host : "$host:$port";
my $head = " $path HTTP/1.1\r\nHost: $named\r\nUser-Agent: curl/8.14.1\r\nAccept: */*\r\n";
my $text = $bytes ? "POST$head" . "Content-Length: $bytes\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n" . "\0" x $bytes : "GET$head\r\n";
my @waiting = split /,/, $sources; my $began = 0; my $repeated = 0; my $tolerated = 2;
my %missing = map { (pack(q(H*), $_) => 1) } split /,/, $pages;
my ($OUTGOING, $INCOMING, $SYN, $ACK, $SO_ATTACH_FILTER, $SIOCGSTAMP) = (4, 0, 2, 16, 26, 0x8906);
socket my $wire, 17, SOCK_DGRAM, unpack(q(S), pack q(n), 3) or die "a packet socket: $!";
my $code = pack q((SCCL)*), 0x30,0,0,0, 0x54,0,0,0xf0, 0x15,0,7,0x40, 0x30,0,0,9, 0x15,0,5,6, 0x28,0,0,6, 0x45,3,0,0x1fff, 0xb1,0,0,0, 0x50,0,0,13, 0x45,1,0,2, 0x06,0,0,0, 0x06,0,0,128;
setsockopt $wire, SOL_SOCKET, $SO_ATTACH_FILTER, pack q(Sx6P), length($code) / 8, $code or die "a filter: $!";
fcntl $wire, F_SETFL, O_NONBLOCK;
my (%syns, %answers, %offered, %left, %quick, %open, @done);
sub stamp { my $time = pack q(q2), 0, 0; ioctl $wire, $SIOCGSTAMP, $time; my ($s, $us) = unpack q(q2), $time; $s + $us / 1e6 }
# The kernel begins to stamp packets a moment after it was asked to; until then it tells when they were read.
stamp();
# The maximum segment size in the options of a TCP header; 0: none.
sub mss { my $header = shift; my $options = substr $header, 20, (unpack(q(x12 C), $header) >> 4) * 4 - 20;
  while (length $options > 1) { my ($kind, $length) = unpack q(C2), $options;
    if ($kind == 1) { $options = substr $options, 1; next }
    last if $kind == 0 || $length < 2;
    return unpack q(x2 n), $options if $kind == 2 && length $options > 3;
    $options = $length < length $options ? substr($options, $length) : "" }
  return 0; }
sub hear {
  while (defined(my $from = recv $wire, my $packet, 128, 0)) {
    my $type = unpack q(x10 C), $from; my $size = (ord($packet) & 15) * 4;
    my ($source, $destination) = map { inet_ntoa(substr $packet, $_, 4) } 12, 16;
    my ($out, $in, $flags) = unpack "x$size n n x9 C", $packet;
    my ($asked, $answered) = ("$source $out", "$destination $in");
    if ($type == $OUTGOING && ($flags & ($SYN | $ACK)) == $SYN) { $syns{$asked}++; $left{$asked} = stamp() }
    if ($type == $INCOMING && ($flags & ($SYN | $ACK)) == ($SYN | $ACK)) {
      $offered{$answered} //= mss(substr $packet, $size);
      my $took = stamp() - ($left{$answered} // 0); $quick{$answered} //= $took < 0 ? 0 : $took; $answers{$answered}++ }
  } }
sub done { my ($request, $exit) = @_;
  hear();
  # struct tcp_info of linux/tcp.h: tcpi_snd_mss and tcpi_pmtu.
  @$request{qw(segment mtu)} = unpack q(x16 L x40 L), getsockopt($request->{socket}, 6, 11) // "" if $bytes;
  close $request->{socket}; delete $open{$request->{fd}};
  $request->{exit} = $exit; $request->{took} = now() - $request->{sent}; push @done, $request;
  (my $page = $request->{body}) =~ s/^\s+|\s+$//g; delete $missing{$page};
  my $isPage = $exit == 0 && $request->{status} == 200;
  @waiting = () if $at_once == 1 && (!$isPage || ($syns{"$request->{source} $request->{port}"} // 0) > 1 && ++$repeated >= $tolerated); }
sub trouble { $! = shift; $!{ECONNREFUSED} || $!{EHOSTUNREACH} || $!{ENETUNREACH} ? 7 : $!{ETIMEDOUT} ? 28 : 56 }
sub begin { my $source = shift; $began++;
  socket my $socket, PF_INET, SOCK_STREAM, 0 or die $!;
  my $request = { source => $source, socket => $socket, fd => fileno $socket, sent => now(), port => 0, left => $text, got => "", body => "", status => 0 };
  fcntl $socket, F_SETFL, O_NONBLOCK; $open{$request->{fd}} = $request;
  my $isBound; for my $own ($lowest .. $highest) { last if $isBound = bind $socket, pack_sockaddr_in($own, inet_aton($source)) }
  return done($request, 45) unless $isBound;
  connect($socket, $to) || $!{EINPROGRESS} or return done($request, trouble($!));
  ($request->{port}) = unpack_sockaddr_in getsockname $socket; }
sub unchunked { my ($rest, $body) = (shift, "");
  while ($rest =~ s/^([0-9a-fA-F]+)[^\r\n]*\r\n//) { my $size = hex $1; return ($body, 1) if $size == 0;
    $body .= substr $rest, 0, $size; last if length $rest < $size + 2; $rest = substr $rest, $size + 2 }
  return ($body, 0); }
sub look { my $request = shift;
  my ($head, $body) = split /\r?\n\r?\n/, $request->{got}, 2; return 0 unless defined $body;
  ($request->{status}) = $head =~ m{^HTTP/\S+ (\d{3})}; $request->{status} //= 0;
  if ($head =~ /^transfer-encoding:\s*chunked/im) { ($request->{body}, my $whole) = unchunked($body); return $whole }
  $request->{body} = $body; my ($length) = $head =~ /^content-length:\s*(\d+)/im; $request->{length} = $length;
  return defined $length && length $body >= $length; }
$SIG{PIPE} = q(IGNORE);
while (%open || @waiting && ($began < $least || %missing)) {
  begin(shift @waiting) while @waiting && keys %open < $at_once && ($began < $least || %missing);
  next unless %open;
  my ($reads, $writes) = ("", "");
  for (values %open) { vec($reads, $_->{fd}, 1) = 1; vec($writes, $_->{fd}, 1) = 1 if length $_->{left} }
  vec($reads, fileno $wire, 1) = 1;
  select $reads, $writes, undef, 0.05; hear();
  for my $request (values %open) {
    if (vec $writes, $request->{fd}, 1) {
      my $error = unpack q(i), getsockopt $request->{socket}, SOL_SOCKET, SO_ERROR;
      if ($error) { done($request, trouble($error)); next }
      my $count = syswrite $request->{socket}, $request->{left};
      substr($request->{left}, 0, $count) = "" if $count;
    }
    if (vec $reads, $request->{fd}, 1) {
      my $count = sysread $request->{socket}, my $chunk, 65536;
      if ($count) { $request->{got} .= $chunk; if (look($request)) { done($request, 0); next } }
      elsif (defined $count) {
        done($request, length $request->{got} == 0 ? 52 : $request->{status} == 0 ? 8 : length $request->{body} < ($request->{length} // 0) ? 18 : 0); next }
      elsif (!$!{EAGAIN}) { done($request, trouble($!)); next }
    }
    done($request, 28) if now() - $request->{sent} > $patience;
  }
}
for (@done) { my $key = "$_->{source} $_->{port}";
  printf "%s %d %03d %.6f %d %d %d %d %d/%d/%d %s\n", $_->{source}, $_->{exit}, $_->{status}, $_->{took}, $_->{port},
    $syns{$key} // 0, $answers{$key} // 0, 1000 * ($quick{$key} // 0), $offered{$key} // 0, $_->{segment} // 0, $_->{mtu} // 0, unpack q(H*), substr $_->{body}, 0, 4096 }
printf "end %d\n", scalar @done;`;

/** In place of a source: the client asks from the address that it has itself. */
export const OWN = '0.0.0.0';

/**
 * The device `$1` has the addresses `$2`, separated by commas, for as long as the script runs. `$3` is the URL or address that it asks.
 * The kernel asks three seconds for the MAC of an address that nobody has, and then refuses what has been sent there meanwhile: a
 * student's request of a moment later, when there is somebody. So it is told to begin anew.
 */
export const WITH_SOURCES = `${TOOLS_ONLY}
device=$1 sources=$2; shift 2
asked=\${1#http://} asked=\${asked%%[:/]*}
forget() { ip neigh show "$asked" dev "$device" nud incomplete 2>/dev/null | grep -q . && ip neigh del "$asked" dev "$device" 2>/dev/null; }
each() { (IFS=,; for source in $sources; do [ $source = ${OWN} ] || echo "address $1 $source/32 dev $device"; done) | ip -force -batch - 2>/dev/null; }
trap 'each del; forget' EXIT
trap 'exit 1' INT TERM HUP
each add`;

/** `sh -c REQUEST_SCRIPT sh DEVICE SOURCES URL PATIENCE_MS BYTES AT_ONCE LEAST PAGES`: as above. */
export const REQUEST_SCRIPT = `${WITH_SOURCES}
perl -e '${REQUEST_PERL}' "$@" "$sources"`;

/**
 * `perl -e HOLD_PERL ADDRESS PORT PATIENCE_MS SOURCES`. At a line of its input it opens a connection from each source, and
 * answers how many were accepted. It holds them until its input ends, and ends them by RST.
 */
const HOLD_PERL = String.raw`
use strict; use warnings; use Socket; use Fcntl;
my ($address, $port, $patience, $sources) = @ARGV; $| = 1; my @held;
while (<STDIN>) {
  for my $source (split /,/, $sources) {
    socket my $socket, PF_INET, SOCK_STREAM, 0 or die $!;
    fcntl $socket, F_SETFL, O_NONBLOCK; setsockopt $socket, SOL_SOCKET, SO_LINGER, pack q(ii), 1, 0;
    bind $socket, pack_sockaddr_in(0, inet_aton($source)) or die $!;
    connect $socket, pack_sockaddr_in($port, inet_aton($address)); push @held, $socket;
  }
  for (1 .. $patience / 20) { last if @held == grep { getpeername $_ } @held; select undef, undef, undef, 0.02 }
  printf "%d
", scalar grep { getpeername $_ } @held;
}`;

/** `sh -c HOLD_SCRIPT sh DEVICE SOURCES ADDRESS PORT PATIENCE_MS`: as above. */
export const HOLD_SCRIPT = `${WITH_SOURCES}
perl -e '${HOLD_PERL}' "$@" "$sources"`;

export interface RequestSpec {
  /** Of the client's interface. */
  device: string;
  /** Addresses that send one request each. */
  sources: string[];
  url: string;
  /** How much each request uploads; 0: nothing. */
  uploadBytes?: number;
  /** How many requests are on their way at a time. */
  atOnce: number;
  /** How many sources always send one; all when left out. */
  least?: number;
  /** The others send one until all of these pages have come. */
  pages?: string[];
}

/** The arguments of REQUEST_SCRIPT. */
export const requestWords = ({ device, sources, url, atOnce, pages = [], ...more }: RequestSpec): string[] => [
  device,
  sources.join(','),
  url,
  String(REQUEST_TIMEOUT_MS),
  String(more.uploadBytes ?? 0),
  String(atOnce),
  String(more.least ?? sources.length),
  pages.map((page) => Buffer.from(page).toString('hex')).join(','),
];

// 192.168.0.17 0 200 0.003412 43210 1 1 2 1460/1448/1500 3139322e3136382e302e3232332062627320
const LINE =
  /^([\d.]+) (\d+) (\d{3}) ([\d.]+) (\d+) (\d+) (\d+) (\d+)(?: (\d+)\/(\d+)\/(\d+))?(?: ((?:[\da-f]{2})*))?$/;

function readRequest(text: string): HttpResult | undefined {
  const [, source, exitCode, status, seconds, port, syns, synAcks, answeredMs, ...rest] = LINE.exec(text) ?? [];
  const [offered, segment, mtu, body = ''] = rest;
  if (source === undefined) return undefined;
  return {
    source,
    sourcePort: Number(port),
    exitCode: Number(exitCode),
    status: Number(status),
    body: Buffer.from(body, 'hex').toString('utf8'),
    durationMs: Math.round(Number(seconds) * 1000),
    syns: Number(syns),
    synAcks: Number(synAcks),
    answeredMs: Number(answeredMs),
    ...(Number(mtu) > 0 && { sent: { offered: Number(offered), segment: Number(segment), mtu: Number(mtu) } }),
  };
}

/** In the order in which they ended. @throws ParseError when the end is missing: what was cut off must not pass for what went well */
export function parseRequests(output: string): HttpResult[] {
  const lines = splitLines(output);
  const last = lines.pop();
  const [, count] = /^end (\d+)$/.exec(last?.text ?? '') ?? [];
  if (count !== String(lines.length)) {
    throw new ParseError('the end of the requests of a probe', lines.length + 1, output.slice(-200));
  }
  return mapLines(lines, 'a request of a probe', readRequest);
}
