#!/bin/bash
perl <<'EOF'
use strict; use Socket;
socket(my $s, AF_INET, SOCK_RAW, 255) or die "socket: $!";
setsockopt($s, 0, 1163, pack("l a16 l", 2, "eth0", 51)) or die "daemon: $!";
EOF
sysctl -w net.ipv4.vs.am_droprate=4 net.ipv4.vs.drop_entry=3 net.ipv4.vs.drop_packet=3 net.ipv4.vs.secure_tcp=3
