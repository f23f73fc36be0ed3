#!/bin/bash
ip addr add 192.168.0.240/24 dev eth0 label eth0:vip
iptables -t mangle -A PREROUTING -d 192.168.0.240/32 -p tcp --dport 80 -j MARK --set-mark 1
ipvsadm --set 30 5 60
ipvsadm -A -f 1 -s rr -p 20
ipvsadm -a -f 1 -r 192.168.0.223 -g -w 1
ipvsadm -a -f 1 -r 192.168.0.224 -g -w 1
