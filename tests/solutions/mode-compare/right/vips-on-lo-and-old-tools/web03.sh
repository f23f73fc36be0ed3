#!/bin/bash
echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore
echo 2 > /proc/sys/net/ipv4/conf/all/arp_announce
modprobe ipip
ifconfig tunl0 192.168.200.242 netmask 255.255.255.255 up
