#!/bin/bash
iptables -t nat -A POSTROUTING -j MASQUERADE
iptables -t nat -R POSTROUTING 1 -s 192.168.0.0/24 -o eth1 -j MASQUERADE
iptables -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to 192.168.0.223
iptables -t nat -D PREROUTING 1
iptables -t nat -I PREROUTING -d 192.168.200.100 -p tcp -m multiport --dports 80 -j DNAT --to 192.168.0.240
sysctl -qw net.ipv4.ip_forward=1
