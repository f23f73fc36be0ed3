#!/bin/bash
ip addr add 192.168.200.241/24 dev eth1 label eth1:0
ipvsadm -C
ipvsadm -A -t 192.168.200.241:80 -s rr
ipvsadm -a -t 192.168.200.241:80 -r 192.168.0.223:8080 -m -w 1
ipvsadm -a -t 192.168.200.241:80 -r 192.168.0.224:8080 -m -w 1
sysctl -qw net.ipv4.ip_forward=1
ip addr add 192.168.0.233/32 dev eth0
ip addr add 192.168.0.234/32 dev eth0
sysctl -qw net.ipv4.vs.conntrack=1

iptables -t mangle -A PREROUTING -d 192.168.200.241 -p tcp --dport 80 -j CONNMARK --set-mark 0x1
iptables -t nat -A POSTROUTING -m connmark --mark 0x1 -j SNAT --to-source 192.168.0.233-192.168.0.234 --random
