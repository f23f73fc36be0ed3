#!/bin/bash
ip addr add 192.168.200.241/24 dev eth1 label eth1:0
ipvsadm -C
ipvsadm -A -t 192.168.200.241:80 -s rr
ipvsadm -a -t 192.168.200.241:80 -r 192.168.0.223:8080 -m -w 1
ipvsadm -a -t 192.168.200.241:80 -r 192.168.0.224:8080 -m -w 1
sysctl -qw net.ipv4.ip_forward=1
ip addr add 192.168.0.233/32 dev lo
ip addr add 192.168.0.234/32 dev lo
sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
sysctl -qw net.ipv4.vs.conntrack=1
iptables -t nat -A POSTROUTING -m ipvs --vaddr 192.168.200.241 --vport 80 -j SNAT --to-source 192.168.0.233-192.168.0.234
