#!/bin/bash
ip address add 192.168.0.240/32 dev lo
sysctl -w net.ipv4.conf.eth0.arp_ignore=1 net.ipv4.conf.eth0.arp_announce=2
