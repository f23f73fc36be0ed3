#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/rs_server.sh <<'SCRIPT_END'
#!/usr/bin/perl
use strict; use warnings;
my $vip = $ENV{VIP} || '192.168.0.240';
sub run { system(@_) == 0 or do { warn "failed: @_\n"; exit 1 } }
sub set { my ($k, $v) = @_; open my $f, '>', "/proc/sys/net/ipv4/conf/all/$k" or die "$k: $!"; print $f $v; close $f or die "$k: $!" }
sub has_vip { return `ip -4 -o address show dev lo` =~ /inet \Q$vip\E\// }
sub start { set(arp_ignore => 1); set(arp_announce => 2); run('ip', 'address', 'add', "$vip/32", 'dev', 'lo') unless has_vip() }
sub stop { run('ip', 'address', 'del', "$vip/32", 'dev', 'lo') if has_vip(); set(arp_announce => 0); set(arp_ignore => 0) }
my %do = (start => \&start, stop => \&stop, restart => sub { stop(); start() });
my $f = @ARGV == 1 && $do{$ARGV[0]} or do { print STDERR "usage: $0 {start|stop|restart}\n"; exit 2 };
$f->();
SCRIPT_END
chmod 755 /root/scripts/rs_server.sh
/root/scripts/rs_server.sh start
