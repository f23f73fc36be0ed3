#!/bin/bash
echo persistence > /root/cause
ipvsadm -E -t 192.168.0.240:80 -s sh -b sh-port
for a in 223 224; do ipvsadm -e -t 192.168.0.240:80 -r 192.168.0.$a:80 -g -w 1; done
