#!/bin/bash
sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
ip addr add 192.168.0.240/32 dev lo

ip rule add from 192.168.0.240 lookup 240 priority 1000
ip route add 192.168.0.0/24 dev eth0 table 240
ip route add default via 192.168.0.210 table 240
