#!/bin/bash
ip route add local 192.168.0.240/32 dev lo table local
sysctl -qw net.ipv4.conf.eth0.arp_ignore=1
sysctl -qw net.ipv4.conf.eth0.arp_announce=2
