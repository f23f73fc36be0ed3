#!/bin/bash
ifconfig lo:0 192.168.0.240 netmask 255.255.255.0 up
ifconfig lo:0 down
ifconfig lo:0 192.168.0.240 netmask 255.255.255.255 up
for i in all eth0; do echo 1 > /proc/sys/net/ipv4/conf/$i/arp_ignore; echo 2 > /proc/sys/net/ipv4/conf/$i/arp_announce; done
