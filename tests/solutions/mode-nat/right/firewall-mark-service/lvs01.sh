#!/bin/bash
ip addr add 192.168.200.240/32 dev eth1
iptables -t mangle -A PREROUTING -i eth1 -d 192.168.200.240 -p tcp --dport 80 -j MARK --set-mark 0x8
ipvsadm -A -f 8 -s rr
ipvsadm -a -f 8 -r 192.168.0.223:8080 -m
ipvsadm -a -f 8 -r 192.168.0.224:8080 -m
echo 1 > /proc/sys/net/ipv4/ip_forward
