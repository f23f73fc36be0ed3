#!/bin/bash
sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
modprobe ipip
ip address add 192.168.200.242/32 dev tunl0
ip link set tunl0 up
