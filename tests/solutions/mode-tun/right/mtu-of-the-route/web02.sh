#!/bin/bash
modprobe ipip 2>/dev/null
ip link set tunl0 up
ip addr add 192.168.0.240/32 dev tunl0 scope host
sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0

sysctl -qw net.ipv4.conf.eth1.arp_ignore=3 net.ipv4.conf.eth1.arp_announce=2
ip route replace default via 192.168.100.100 dev eth1 mtu 1480
