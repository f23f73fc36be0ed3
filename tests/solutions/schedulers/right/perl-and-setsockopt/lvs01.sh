#!/bin/bash
iptables -t mangle -A PREROUTING -d 192.168.0.241 -p tcp --dport 80 -j MARK --set-mark 1
iptables -t mangle -A PREROUTING -d 192.168.0.242 -p tcp --dport 80 -j MARK --set-mark 1
iptables -t mangle -A PREROUTING -d 192.168.0.243 -p tcp --dport 80 -j MARK --set-mark 1
iptables -t mangle -A PREROUTING -d 192.168.0.244 -p tcp --dport 80 -j MARK --set-mark 2
iptables -t mangle -A PREROUTING -d 192.168.0.245 -p tcp --dport 80 -j MARK --set-mark 2
iptables -t mangle -A PREROUTING -d 192.168.0.246 -p tcp --dport 80 -j MARK --set-mark 2
iptables -t mangle -A PREROUTING -d 192.168.0.247 -p tcp --dport 80 -j MARK --set-mark 3
iptables -t mangle -A PREROUTING -d 192.168.0.248 -p tcp --dport 80 -j MARK --set-mark 3
iptables -t mangle -A PREROUTING -d 192.168.0.238 -p tcp --dport 80 -j MARK --set-mark 4
iptables -t mangle -A PREROUTING -d 192.168.0.239 -p tcp --dport 80 -j MARK --set-mark 4
iptables -t mangle -A PREROUTING -d 192.168.0.240 -p tcp --dport 80 -j MARK --set-mark 4
cat > /usr/local/sbin/virtual.pl <<'EOF'
use strict; use Socket;
socket(my $s, AF_INET, SOCK_RAW, 255) or die "socket: $!";
while (<DATA>) {
  my ($at, $sched, @w) = split; next unless @w;
  my ($proto, $ip, $port, $mark) = $at =~ /^fw(\d+)/ ? (6, "0.0.0.0", 0, $1) : (6, $at, 80, 0);
  my $v = pack("S x2 a4 n x2 L a16 L L a4", $proto, inet_aton($ip), $port, $mark, $sched, 0, 0, inet_aton("255.255.255.255"));
  setsockopt($s, 0, 1154, $v) or die "$at: $!";
  my $n = 223;
  for my $w (@w) {
    my $d = pack("a4 n x2 L l L L", inet_aton("192.168.0.$n"), $port, 3, $w, 0, 0); $n++;
    setsockopt($s, 0, 1159, $v . $d) or die "$at $n: $!";
  }
}
__DATA__
192.168.0.231 rr 1 1 4
192.168.0.232 wrr 1 2 4
192.168.0.233 lc 1 2 4
192.168.0.234 wlc 1 2 4
192.168.0.235 sed 1 2 4
192.168.0.236 nq 1 2 4
192.168.0.237 sh 1 2 1
192.168.0.250 sed 1 1 4
192.168.0.251 rr 1 1 1
192.168.0.252 wrr 1 2 3
192.168.0.253 lc 1 1 1
192.168.0.254 sh 1 1 1
fw1 dh 2 2 2
fw2 lblc 2 2 2
fw3 lblcr 2 2 4
fw4 lblc 1 1 1
EOF
ipvsadm -Ln > /dev/null
perl /usr/local/sbin/virtual.pl
