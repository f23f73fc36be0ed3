#!/bin/bash
modprobe ipip 2>/dev/null
ip link set tunl0 up

ip addr add 192.168.0.240/32 dev tunl0
sysctl -qw net.ipv4.conf.tunl0.rp_filter=2
sysctl -qw net.ipv4.conf.eth1.arp_ignore=1 net.ipv4.conf.eth1.arp_announce=2
ip route add default via 192.168.100.100 dev eth1 advmss 1440 table 240
ip rule add from 192.168.0.240 lookup 240
