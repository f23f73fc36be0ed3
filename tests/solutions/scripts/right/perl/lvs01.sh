#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/ipvs_server.sh <<'SCRIPT_END'
#!/usr/bin/perl
use strict; use warnings;
my $vip = $ENV{VIP} || '192.168.0.240';
my @rips = qw(192.168.0.223 192.168.0.224);
sub run { system(@_) == 0 or do { warn "failed: @_\n"; exit 1 } }
sub table { my $t = `ipvsadm -Sn 2>/dev/null`; return $t // '' }
sub has_vip { return `ip -4 -o address show dev eth0` =~ /inet \Q$vip\E\// }
sub start {
    run(qw(ipvsadm --set 30 5 60));
    run('ipvsadm', '-A', '-t', "$vip:80", qw(-s rr -p 20)) unless table() =~ /^-A -t \Q$vip:80\E /m;
    for my $r (@rips) {
        run('ipvsadm', '-a', '-t', "$vip:80", '-r', "$r:80", qw(-g -w 1)) unless table() =~ /^-a -t \Q$vip:80 -r $r:80\E /m;
    }
    run('ip', 'address', 'add', "$vip/32", 'dev', 'eth0') unless has_vip();
}
sub stop {
    run('ip', 'address', 'del', "$vip/32", 'dev', 'eth0') if has_vip();
    run('ipvsadm', '-D', '-t', "$vip:80") if table() =~ /^-A -t \Q$vip:80\E /m;
}
my %do = (start => \&start, stop => \&stop, restart => sub { stop(); start() });
my $f = @ARGV == 1 && $do{$ARGV[0]} or do { print STDERR "usage: $0 {start|stop|restart}\n"; exit 2 };
$f->();
SCRIPT_END
chmod 755 /root/scripts/ipvs_server.sh
/root/scripts/ipvs_server.sh start
