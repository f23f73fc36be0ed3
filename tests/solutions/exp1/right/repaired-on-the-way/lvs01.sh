#!/bin/bash
ipvsadm -A -t 192.168.0.240:80 -s wlc
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -m -w 3
ipvsadm -e -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80
ipvsadm -E -t 192.168.0.240:80 -s rr -p 20
ipvsadm --set 30 0 0
ipvsadm --set 0 5 60
ifconfig eth0:1 192.168.0.240 netmask 255.255.255.255 up
