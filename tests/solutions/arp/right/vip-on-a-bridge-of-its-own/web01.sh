#!/bin/bash
ip link add vip0 type bridge
ip link set vip0 up
ip address add 192.168.0.240/32 dev vip0
sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
