#!/bin/bash
perl <<'EOF'
use strict; use Socket;
socket(my $s, AF_INET, SOCK_RAW, 255) or die "socket: $!";
setsockopt($s, 0, 1155, pack("S x2 a4 n x2 L a16 L L a4", 6, inet_aton("192.168.0.240"), 80, 0, "wrr", 0, 0, inet_aton("255.255.255.255"))) or die "edit: $!";
open(my $f, ">", "/root/cause") or die; print $f "persistence\n";
EOF
