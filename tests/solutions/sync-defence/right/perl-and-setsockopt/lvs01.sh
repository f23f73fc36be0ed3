#!/bin/bash
perl <<'EOF'
use strict; use Socket;
socket(my $s, AF_INET, SOCK_RAW, 255) or die "socket: $!";
setsockopt($s, 0, 1163, pack("l a16 l", 1, "eth0", 51)) or die "daemon: $!";
setsockopt($s, 0, 1162, pack("lll", 60, 3, 30)) or die "timeout: $!";
sub service { pack("S x2 a4 n x2 L a16 L L a4", 6, inet_aton($_[0]), 80, 0, "rr", $_[1], $_[2], inet_aton("255.255.255.255")) }
sub server { pack("a4 n x2 L l L L", inet_aton($_[0]), 80, 3, $_[1], 0, 0) }
setsockopt($s, 0, 1154, service("192.168.0.242", 1, 300)) or die "service: $!";
setsockopt($s, 0, 1159, service("192.168.0.242", 1, 300) . server("192.168.0.$_", 1)) or die "server $_: $!" for 223, 224, 225;
setsockopt($s, 0, 1161, service("192.168.0.241", 0, 0) . server("192.168.0.224", 0)) or die "weight: $!";
EOF
sysctl -w net.ipv4.vs.run_estimation=1
sysctl -w net.ipv4.vs.expire_quiescent_template=1 net.ipv4.vs.expire_nodest_conn=1
