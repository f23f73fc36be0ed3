#!/bin/bash
ip addr add 192.168.0.240/32 dev eth0
ipvsadm -C
ipvsadm --set 30 5 60
ipvsadm -A -t 192.168.0.240:80 -s rr -p 20
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
