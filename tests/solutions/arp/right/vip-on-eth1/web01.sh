#!/bin/bash
ip address add 192.168.0.240/32 dev eth1 label eth1:vip
sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
