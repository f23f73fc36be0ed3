#!/bin/bash
echo persistence > /root/cause
tc qdisc add dev eth0 clsact
tc filter add dev eth0 ingress protocol ip u32 match ip dst 192.168.0.240/32 match ip protocol 6 0xff match ip dport 80 0xffff action skbedit mark 7
ipvsadm -A -f 7 -s lc
ipvsadm -a -f 7 -r 192.168.0.223 -g
ipvsadm -a -f 7 -r 192.168.0.224 -g
