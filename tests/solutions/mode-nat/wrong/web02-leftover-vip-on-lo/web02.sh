#!/bin/bash
ip route add default via 192.168.0.210

ip addr add 192.168.200.240/24 dev lo label lo:0
sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
