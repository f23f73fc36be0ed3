#!/bin/bash
ip route add default via 192.168.0.210

iptables -A INPUT -p tcp --dport 8080 -s 192.168.0.0/24 -j ACCEPT
iptables -A INPUT -p tcp --dport 8080 -j DROP
