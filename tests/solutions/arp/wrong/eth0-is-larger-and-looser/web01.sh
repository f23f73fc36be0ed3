#!/bin/bash
printf 'net.ipv4.conf.eth0.arp_ignore = 3\n' > /etc/sysctl.d/10-hardening.conf
printf 'net.ipv4.conf.all.arp_ignore = 1\nnet.ipv4.conf.all.arp_announce = 2\n' > /etc/sysctl.d/60-lvs.conf
sysctl -q --system >/dev/null 2>&1
ip address add 192.168.0.240/32 dev lo
