#!/bin/bash
ip address add 192.168.0.240/32 dev lo
printf 'net.ipv4.conf.all.arp_ignore = 1\nnet.ipv4.conf.all.arp_announce = 2\n' > /etc/sysctl.d/60-lvs.conf
touch /etc/sysctl.conf
sysctl -p
