/** The shell of a terminal, and the program that ends it. Pure. */
import { tool } from '../probes/tools.ts';
import { recordedShell } from '../actions/submission/record.ts';

const MARK = 'LAB_TERMINAL';

/** A root shell that records as `lab shell` does. Its processes can be told by `key`, which they inherit. */
export const shellCommand = (key: string): string[] => [
  '/bin/sh',
  '-c',
  `export ${MARK}="$1"; shift; exec "$@"`,
  'sh',
  key,
  ...recordedShell,
];

/**
 * `perl -e HANG_UP_SCRIPT PREFIX`: what a terminal does that is closed, for all terminals whose key begins with PREFIX. Their
 * processes get SIGHUP, and shells that are left after half a second SIGKILL. Daemons that were started in one have no
 * terminal any more, and go on. Fields of /proc/PID/stat behind the name: state, parent, group, session, terminal.
 */
const HANG_UP_SCRIPT = String.raw`
my $prefix = shift; my (@all, @shells);
sub slurp { open my $in, '<', shift or return ''; local $/; <$in> // '' }
for my $folder (glob '/proc/[0-9]*') {
  next unless slurp("$folder/environ") =~ /(?:^|\0)${MARK}=\Q$prefix\E/;
  my ($pid) = $folder =~ /(\d+)$/; my ($session, $terminal) = (split ' ', slurp("$folder/stat") =~ s/.*\) //sr)[3, 4];
  next if $pid == $$ || !$terminal; push @all, $pid; push @shells, $pid if $session == $pid; }
kill 'HUP', @all; kill 'CONT', @all;
for (1 .. 10) { last if !kill 0, @shells; select undef, undef, undef, 0.05 }
kill 'KILL', @shells;`;

export const hangUpCommand = (prefix: string): string[] => [tool('perl'), '-e', HANG_UP_SCRIPT, prefix];
