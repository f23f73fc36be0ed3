#!/bin/bash
echo persistence > /root/cause
iptables -t mangle -N BALANCE
iptables -t mangle -A PREROUTING -d 192.168.0.240/32 -p tcp -j BALANCE
iptables -t mangle -A BALANCE -j MARK --set-mark 0x50
iptables -t mangle -A BALANCE -j RETURN
ipvsadm -A -f 80 -s wrr
for a in 224 223; do ipvsadm -a -f 80 -r 192.168.0.$a:0 -g -w 3; done
ipvsadm -D -t 192.168.0.240:80
