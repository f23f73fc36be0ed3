#!/bin/bash
printf 'net.ipv4.conf.all.arp_ignore = 1\nnet.ipv4.conf.all.arp_announce = 2\n' > /etc/sysctl.d/60-lvs.conf
sysctl --system 2>&1 | tail -3
ip address add 192.168.0.240/32 dev lo
