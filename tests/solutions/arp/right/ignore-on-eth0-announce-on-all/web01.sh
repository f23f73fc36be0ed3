#!/bin/bash
ip address add 192.168.0.240/32 dev lo
sysctl -w net.ipv4.conf.eth0.arp_ignore=1 net.ipv4.conf.all.arp_announce=2 net.ipv4.conf.lo.arp_ignore=1 net.ipv4.conf.eth1.arp_announce=1
