#!/bin/bash
echo persistence > /root/cause
ipvsadm -E -t 192.168.0.240:80 -s rr
ipvsadm -e -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 0
