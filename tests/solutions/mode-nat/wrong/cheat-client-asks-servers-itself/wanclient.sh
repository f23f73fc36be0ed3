#!/bin/bash
ip route add 192.168.0.0/24 via 192.168.200.210
iptables -t nat -A OUTPUT -d 192.168.200.240 -p tcp --dport 80 -m statistic --mode nth --every 2 --packet 0 -j DNAT --to-destination 192.168.0.223:8080
iptables -t nat -A OUTPUT -d 192.168.200.240 -p tcp --dport 80 -j DNAT --to-destination 192.168.0.224:8080
