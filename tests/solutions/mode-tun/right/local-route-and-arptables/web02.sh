#!/bin/bash
modprobe ipip 2>/dev/null
ip link set tunl0 up
sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0
ip route change default via 192.168.100.100 advmss 1440

ip route add local 192.168.0.240/32 dev tunl0 table local
arptables-legacy -A INPUT -i eth1 -d 192.168.0.240 -j DROP
arptables-legacy -A OUTPUT -o eth1 -s 192.168.0.240 -j mangle --mangle-ip-s 192.168.100.224
