/** The program that observes one node for as long as a page is open. Pure. */
import { tool } from '../probes/tools.ts';

/** Milliseconds between two looks at what the kernel does not announce: IPVS, sysctls, counters. */
const TICK_MS = 150;
/** The program ends when it hears nothing for so long: whoever started it is gone. */
export const SILENCE_S = 20;

/**
 * `perl -e OBSERVER_SCRIPT`: prints a part as `part NAME BYTES` and as many bytes, whenever it has changed, and `look` after each
 * round of parts. A line on its input asks for everything to be looked at now. It ends with its input.
 *
 * Few processes, because a kernel of a node's own takes 20 to 50 ms for each: what the kernel offers as a file is read by Perl itself,
 * and programs run only if something has changed. `ip monitor` announces addresses, links, routes and neighbours; files of
 * /proc are compared every ${TICK_MS} ms; packet filters, which announce nothing, are looked at once a second, or less often where that takes long
 * (a twentieth of the time, but every five seconds).
 * ipvsadm and the legacy iptables would load their modules when asked, which the student must see happen by a command of his own:
 * they run only where the kernel has them already. keepalived writes its data to files in /tmp on a signal; a check does the same, so
 * the two exclude each other by a lock.
 */
export const OBSERVER_SCRIPT = String.raw`
use strict; use warnings; use Fcntl qw(:flock O_NONBLOCK F_SETFL); use POSIX ();
$ENV{PATH} = '/usr/lib/lab/bin'; $ENV{LC_ALL} = 'C'; $| = 1; $SIG{PIPE} = sub { exit 0 };
my %numbers = (x86_64 => 228, i686 => 265);
my $clock_gettime = $numbers{(POSIX::uname())[4]} // 113;
sub now { my $time = pack 'q2', 0, 0; syscall $clock_gettime, 1, $time; my ($s, $ns) = unpack 'q2', $time; $s + $ns / 1e9 }
my $monitor = 0; my $events; END { kill 9, $monitor if $monitor }
sub watch { $monitor = open($events, '-|', 'ip', 'monitor', 'link', 'address', 'route', 'neigh') // 0; }
sub slurp { my $file = shift; return undef if -p $file || !open my $in, '<', $file; local $/; my $text = <$in>; $text // '' }
sub run { open my $saved, '>&', \*STDERR; open STDERR, '>', '/dev/null'; my $out = '';
  if (open my $from, '-|', @_) { local $/; $out = <$from> // ''; close $from }
  open STDERR, '>&', $saved; $out }
my %before; my $told = 0;
open my $batch, '+>', undef; syswrite $batch, "address\nneighbour\n";
sub part { my ($name, $text) = @_; return if defined $before{$name} && $before{$name} eq $text;
  $before{$name} = $text; $told = 1; printf "part %s %d\n%s", $name, length $text, $text; }
sub net { open my $saved, '<&', \*STDIN; open STDIN, '<&', $batch; seek STDIN, 0, 0;
  my @rows = grep { /\S/ } split /\n/, run('ip', '-j', '-batch', '-'); open STDIN, '<&', $saved;
  return if @rows < 2;
  part('addresses', $rows[0]); part('neighbours', $rows[1]); part('routes', run('ip', '-N', '-j', 'route', 'show', 'table', 'all')); }
my %open; sub reread { my $out = '';
  for my $file (@_) { my $in = $open{$file};
    if (!$in) { open $in, '<', $file or next; $open{$file} = $in }
    my $text; if (sysseek($in, 0, 0) && sysread $in, $text, 4096) { $out .= "$file:$text" } else { delete $open{$file} } }
  $out }
my (@arp, $settled); sub devices { @arp = glob '/proc/sys/net/ipv4/conf/*/{arp_ignore,arp_announce}'; $settled = '' }
sub sysctls { my $all = shift; devices() if $all || !@arp;
  $settled = reread(glob('/proc/sys/net/ipv4/conf/*/{rp_filter,forwarding}'), glob '/proc/sys/net/ipv4/vs/*') if $all || $settled eq '';
  part('sysctls', reread('/proc/sys/net/ipv4/ip_forward', @arp) . $settled); }
my ($table, $settings, $counted, $ipvs_at, $stats_at, $set_at) = ('', '', '', 0, 0, 0);
sub ipvs { my $all = shift; my $text = slurp('/proc/net/ip_vs');
  if (!defined $text) { part('services', 'none'); $table = ''; return }
  (my $fixed = $text) =~ s/\s+\d+\s+\d+\s*$//mg; my $time = now();
  if ($all || $fixed ne $settings || ($text ne $table && $time - $ipvs_at > 0.4)) {
    ($table, $settings, $ipvs_at) = ($text, $fixed, $time); part('services', run('ipvsadm', '-Ln')) }
  my $stats = slurp('/proc/net/ip_vs_stats') // '';
  if ($all || ($stats ne $counted && $time - $stats_at > 0.9)) {
    ($counted, $stats_at) = ($stats, $time); part('stats', run('ipvsadm', '-Ln', '--stats', '--exact')) } }
sub ipvs_set { return if !-e '/proc/net/ip_vs'; $set_at = now();
  part('timeouts', run('ipvsadm', '-Ln', '--timeout')); part('daemons', run('ipvsadm', '-Ln', '--daemon')) }
sub rules { my $nft = run('nft', 'list', 'ruleset'); part('nft', $nft); my $rules = '';
  $rules = run('iptables-nft-save', '-c') if $nft =~ /\S/;
  $rules .= run('iptables-legacy-save', '-c') if (slurp('/proc/net/ip_tables_names') // '') =~ /\S/;
  $rules =~ s/^#.*\n//mg; part('rules', $rules); }
my ($alive, $signal, $asked, $config, $asked_at) = (0, 0, 0, '', 0); my $lock;
my ($json, $data) = ('/tmp/keepalived.json', '/tmp/keepalived_check.data');
sub keepalived { my $pid = slurp('/run/keepalived.pid') // slurp('/run/keepalived/keepalived.pid') // ''; chomp $pid;
  my $runs = $pid =~ /^\d+$/ && (slurp("/proc/$pid/comm") // '') eq "keepalived\n"; my $file = '/etc/keepalived/keepalived.conf';
  if ($runs) { my @words = split /\0/, slurp("/proc/$pid/cmdline") // '';
    for my $n (0 .. $#words) { $file = $words[$n + 1] if $words[$n] eq '-f' && $n < $#words;
      $file = $1 if $words[$n] =~ /^(?:-f|--use-file=)(.+)$/ } }
  my $written = slurp($file);
  if (defined $written) { part('keepalived-file', "$file\n"); part('keepalived-conf', $written);
    if ($written ne $config) { $config = $written; part('keepalived-test', run('sh', '-c', 'exec keepalived -t -f "$1" 2>&1', 'sh', $file)) } }
  elsif (defined $before{'keepalived-file'}) { part("keepalived-$_", '') for qw(file conf test) }
  part('keepalived-pid', $runs ? $pid : '') if $runs || defined $before{'keepalived-pid'};
  if (!$runs) { if ($alive) { part('keepalived-json', ''); part('keepalived-checkers', ''); $alive = 0 } return }
  $alive = 1; $signal ||= run('keepalived', '--signum=JSON') + 0;
  return if $asked || !$signal || !-e '/run/vrrp.pid' && !-e '/run/checkers.pid';
  open $lock, '>', '/run/lab-keepalived.lock' or return; flock($lock, LOCK_EX | LOCK_NB) or return;
  unlink $json, $data; kill $signal, $pid if -e '/run/vrrp.pid'; kill 'USR1', $pid if -e '/run/checkers.pid';
  ($asked, $asked_at) = (1, now()); }
sub answered { my ($vrrp, $checks) = map { -s $_ ? slurp($_) : undef } $json, $data; my $late = now() - $asked_at > 1;
  my $done = (!-e '/run/vrrp.pid' || defined $vrrp && $vrrp =~ /[\]}]\s*$/) && (!-e '/run/checkers.pid' || defined $checks);
  return if !$done && !$late;
  part('keepalived-json', $vrrp) if $done && defined $vrrp; part('keepalived-checkers', $checks) if $done && defined $checks;
  unlink $json, $data, '/tmp/keepalived.data'; close $lock; $asked = 0; }
watch(); net(); sysctls(1); ipvs(1); ipvs_set(); rules(); keepalived(); print "look\n"; $told = 0;
my ($input, $heard, $slow, $dirty, $net_at, $ask_rules, $ask_set, $rules_at, $every) = ('', now(), now(), 0, 0, 0, 0, now(), 1);
sub look_ends { print "look\n" if $told; $told = 0 }
while (1) {
  my $in = ''; vec($in, 0, 1) = 1; vec($in, fileno $events, 1) = 1 if $monitor;
  my $found = select $in, undef, undef, $ask_rules || $ask_set ? 0 : $dirty || $asked ? 0.04 : ${TICK_MS / 1000};
  my $time = now(); my $look = 0;
  if ($found > 0 && vec $in, 0, 1) { sysread(STDIN, $input, 4096, length $input) or exit 0;
    $heard = $time; $look = 1 if $input =~ /look/; $input = ''; }
  if ($found > 0 && $monitor && vec $in, fileno $events, 1) { my $line;
    if (sysread $events, $line, 65536) { $dirty = 1 } else { close $events; $monitor = 0; } }
  exit 0 if $time - $heard > ${SILENCE_S};
  $ask_rules = $ask_set = 1 if $look;
  if ($look) { sysctls(); ipvs(0); look_ends() }
  if ($dirty && $time - $net_at > 0.1 || $look) { net(); ($dirty, $net_at) = (0, now()); look_ends() }
  sysctls(); ipvs(0); answered() if $asked; look_ends();
  if ($ask_rules || $time - $slow >= 1) { $slow = now(); sysctls(1); look_ends();
    if ($ask_rules || $time - $rules_at >= $every) { my $begun = now(); rules(); ($rules_at, $ask_rules) = (now(), 0);
      $every = 20 * ($rules_at - $begun); $every = 1 if $every < 1; $every = 5 if $every > 5; }
    look_ends(); keepalived(); watch() if !$monitor; }
  elsif ($ask_set || $time - $set_at >= 4) { $ask_set = 0; ipvs_set(); }
  look_ends();
}`;

export const OBSERVER: string[] = [tool('perl'), '-e', OBSERVER_SCRIPT];
