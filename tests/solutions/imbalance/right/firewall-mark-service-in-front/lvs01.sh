#!/bin/bash
ipvsadm -A -f 80 -s rr
ipvsadm -a -f 80 -r 192.168.0.223 -g -w 1
ipvsadm -a -f 80 -r 192.168.0.224 -g -w 1
iptables -t mangle -A PREROUTING -d 192.168.0.240 -p tcp --dport 80 -j MARK --set-mark 80
echo persistence | tee /root/cause
