#!/bin/bash
modprobe ipip 2>/dev/null
ip link set tunl0 up
sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0
ip route change default via 192.168.100.100 advmss 1440

iptables -t nat -A PREROUTING -i tunl0 -d 192.168.0.240/32 -p tcp --dport 80 -j DNAT --to-destination 192.168.100.223
