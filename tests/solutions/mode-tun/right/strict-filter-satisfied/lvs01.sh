#!/bin/bash
ip addr add 192.168.0.240/32 dev eth0 label eth0:0
ipvsadm -C
ipvsadm -A -t 192.168.0.240:80 -s rr
ipvsadm -a -t 192.168.0.240:80 -r 192.168.100.223:80 -i -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.100.224:80 -i -w 1
