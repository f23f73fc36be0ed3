#!/bin/bash
for k in ignore=1 announce=2; do
    echo ${k#*=} > /proc/sys/net/ipv4/conf/all/arp_${k%=*}
done
ifconfig lo:0 192.168.0.240 netmask 255.255.255.255 broadcast 192.168.0.240 up
