#!/bin/bash
ifconfig tunl0 up
ifconfig lo:0 192.168.0.240 netmask 255.255.255.255 up
for i in all tunl0; do echo 0 > /proc/sys/net/ipv4/conf/$i/rp_filter; done
echo 1 > /proc/sys/net/ipv4/conf/eth1/arp_ignore
echo 2 > /proc/sys/net/ipv4/conf/eth1/arp_announce
iptables -t mangle -A OUTPUT -p tcp --sport 80 --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1440
