#!/bin/bash
sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
ip address add 192.168.200.240/32 dev lo
