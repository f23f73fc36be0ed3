#!/bin/bash
modprobe ipip 2>/dev/null
ip link set tunl0 up
sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
ip route change default via 192.168.100.100 advmss 1440

ip addr add 192.168.0.240/32 dev tunl0
iptables -t mangle -A PREROUTING -i tunl0 -j MARK --set-mark 4
sysctl -qw net.ipv4.conf.all.src_valid_mark=1
ip rule add fwmark 4 lookup 44
ip route add default dev tunl0 table 44
