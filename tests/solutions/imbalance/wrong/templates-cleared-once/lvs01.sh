#!/bin/bash
echo persistence > /root/cause
sysctl -w net.ipv4.vs.expire_quiescent_template=1
ipvsadm -e -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 0
sleep 2
ipvsadm -e -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
