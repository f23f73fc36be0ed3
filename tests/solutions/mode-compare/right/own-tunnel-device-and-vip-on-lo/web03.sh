#!/bin/bash
modprobe ipip
ip tunnel add lvs0 mode ipip local 192.168.0.225 remote 192.168.0.210
ip link set lvs0 up
ip address add 192.168.200.242/32 dev lo
sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.lvs0.rp_filter=0
