#!/bin/bash
iptables -t nat -A PREROUTING -i eth0 -d 192.168.0.240/32 -p tcp --dport 80 -j REDIRECT --to-ports 80
