#!/bin/bash
ip addr add 192.168.200.240/24 dev eth1 label eth1:0
ipvsadm -C
ipvsadm -A -t 192.168.200.240:80 -s rr
ipvsadm -a -t 192.168.200.240:80 -r 192.168.0.223:8080 -m -w 1
ipvsadm -a -t 192.168.200.240:80 -r 192.168.0.224:8080 -m -w 1
sysctl -qw net.ipv4.ip_forward=1
