#!/bin/bash
ip link add name vip0 type bridge
ip address add 192.168.0.240/32 dev vip0
ip link set vip0 up
sysctl -qw net.ipv4.conf.eth0.arp_ignore=2
sysctl -qw net.ipv4.conf.eth0.arp_announce=2
