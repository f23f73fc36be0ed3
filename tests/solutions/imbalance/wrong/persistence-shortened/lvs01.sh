#!/bin/bash
echo persistence > /root/cause
ipvsadm -E -t 192.168.0.240:80 -s rr -p 10
