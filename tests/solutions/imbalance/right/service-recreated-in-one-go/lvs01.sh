#!/bin/bash
echo persistence > /root/cause
ipvsadm -S -n > /root/before.rules
ipvsadm -D -t 192.168.0.240:80; ipvsadm -A -t 192.168.0.240:80 -s rr; ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1; ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
