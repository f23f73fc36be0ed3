#!/bin/bash
modprobe ipip 2>/dev/null
ip tunnel add lvs0 mode ipip local 192.168.100.224 remote 192.168.0.240
ip addr add 192.168.0.240/32 dev lvs0
ip link set lvs0 up
sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.lvs0.rp_filter=0
sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
ip route change default via 192.168.100.100 advmss 1440
