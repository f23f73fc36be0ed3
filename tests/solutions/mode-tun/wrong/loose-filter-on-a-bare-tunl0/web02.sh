#!/bin/bash
ifconfig tunl0 up
ifconfig lo:0 192.168.0.240 netmask 255.255.255.255 up
echo 2 > /proc/sys/net/ipv4/conf/tunl0/rp_filter
sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
ip route change default via 192.168.100.100 advmss 1440
