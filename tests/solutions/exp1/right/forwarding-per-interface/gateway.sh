#!/bin/bash
sysctl -qw net.ipv4.conf.eth0.forwarding=1
sysctl -qw net.ipv4.conf.eth1.forwarding=1
iptables -t nat -N publish
iptables -t nat -A publish -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.168.0.240:80
iptables -t nat -A PREROUTING -d 192.168.200.100/32 -j publish
iptables -t nat -N leave
iptables -t nat -A leave -o eth1 -j MASQUERADE
iptables -t nat -A POSTROUTING -s 192.168.0.0/24 -j leave
