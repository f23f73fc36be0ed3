#!/bin/bash
modprobe ipip
ip link set tunl0 up
ip route add local 192.168.200.242/32 dev lo
sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0
