#!/bin/bash
ip addr add 192.168.0.240/32 dev eth0
iptables -t mangle -A PREROUTING -d 192.168.0.240 -p tcp --dport 80 -j MARK --set-mark 4
ipvsadm -A -f 4 -s rr
ipvsadm -a -f 4 -r 192.168.100.223 -i
ipvsadm -a -f 4 -r 192.168.100.224 -i
