#!/bin/bash
ip address add 192.168.0.240/32 dev lo
arptables -A INPUT -i eth0 --opcode Request -d 192.168.0.223 -s 192.168.0.0/24 -j ACCEPT
arptables -A INPUT -i eth0 --opcode Request -j DROP
sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
