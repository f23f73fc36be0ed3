#!/bin/bash
ipvsadm -E -t 192.168.0.240:80 -s mh -b mh-port
echo persistence > /root/cause
