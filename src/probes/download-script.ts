/** A client that reads one page slowly, and what it prints. Pure. */
import type { DownloadEnd } from './results.ts';

/**
 * So little room, in bytes, that the server soon waits for the client's word that there is more: what has arrived after
 * an acknowledgement was lost is never more than this. (The kernel doubles what is asked for, for its own bookkeeping.)
 */
export const RECEIVE_BUFFER = 32_768;

/**
 * `perl -e DOWNLOAD_SCRIPT ADDRESS PORT PATH BYTES_PER_SECOND FIRST_PORT LAST_PORT`: asks for the page from one of the
 * ports and reads at that pace. Prints `bytes TOTAL`, headers included, ten times a second as long as some came, and
 * `end reset|over`; ends when its input does.
 */
export const DOWNLOAD_SCRIPT = String.raw`
use strict; use warnings; use Socket;
my ($address, $port, $path, $rate, $first, $last) = @ARGV;
$| = 1; $SIG{PIPE} = 'IGNORE';
socket my $socket, PF_INET, SOCK_STREAM, 0 or die "socket: $!\n";
setsockopt $socket, SOL_SOCKET, SO_RCVBUF, ${RECEIVE_BUFFER / 2};
for ($first .. $last) { last if bind $socket, sockaddr_in($_, INADDR_ANY) }
$SIG{ALRM} = sub { die "connect: no answer\n" }; alarm 5;
connect $socket, sockaddr_in($port, inet_aton($address)) or die "connect: $!\n";
alarm 0;
syswrite $socket, "GET $path HTTP/1.0\r\nHost: $address\r\n\r\n";
my $total = 0; my $end = '';
until ($end) {
  select undef, undef, undef, 0.1;
  my $before = $total;
  while ($total - $before < $rate / 10) {
    my $reads = ''; vec($reads, fileno $socket, 1) = 1;
    last unless select $reads, undef, undef, 0;
    my $count = sysread $socket, my $chunk, 4096;
    if (!$count) { $end = defined $count ? 'over' : 'reset'; last }
    $total += $count;
  }
  print "bytes $total\n" if $total > $before;
  my $ends = ''; vec($ends, 0, 1) = 1;
  exit if select $ends, undef, undef, 0;
}
print "end $end\n";`;

export interface DownloadProgress {
  bytes: number;
  end: DownloadEnd | undefined;
}

/** @param output as far as it has come; a last line that is not complete is left out */
export function readProgress(output: string): DownloadProgress {
  const counts = [...output.matchAll(/^bytes (\d+)\n/gm)];
  const [, end] = /^end (reset|over)\n/m.exec(output) ?? [];
  return { bytes: Number(counts.at(-1)?.[1] ?? 0), end: end as DownloadEnd | undefined };
}
