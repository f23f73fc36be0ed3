#!/bin/bash
ip addr add 192.168.200.240/24 dev eth1 label eth1:0

iptables -t mangle -A PREROUTING -d 192.168.200.240/32 -p tcp --dport 80 -j MARK --set-mark 80
ipvsadm -A -f 80 -s rr
ipvsadm -a -f 80 -r 192.168.0.223:8080 -m
ipvsadm -a -f 80 -r 192.168.0.224:8080 -m
sysctl -qw net.ipv4.ip_forward=1
ip addr add 192.168.0.231/32 dev eth0
ip addr add 192.168.0.232/32 dev eth0
sysctl -qw net.ipv4.vs.conntrack=1

iptables -t nat -A POSTROUTING -m mark --mark 80 -o eth0 -j SNAT --to-source 192.168.0.231-192.168.0.232
