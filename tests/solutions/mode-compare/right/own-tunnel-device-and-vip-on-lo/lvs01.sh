#!/bin/bash
sysctl -w net.ipv4.ip_forward=1
ip address add 192.168.200.240/24 dev eth1
ip address add 192.168.200.241/24 dev eth1
ip address add 192.168.200.242/24 dev eth1
ip address add 192.168.200.243/24 dev eth1
ip address add 192.168.0.231/32 dev eth0
ip address add 192.168.0.232/32 dev eth0
ipvsadm -A -t 192.168.200.240:80 -s rr
ipvsadm -a -t 192.168.200.240:80 -r 192.168.0.223 -g
ipvsadm -A -t 192.168.200.241:80 -s rr
ipvsadm -a -t 192.168.200.241:80 -r 192.168.0.224 -m
ipvsadm -A -t 192.168.200.242:80 -s rr
ipvsadm -a -t 192.168.200.242:80 -r 192.168.0.225 -i
ipvsadm -A -t 192.168.200.243:80 -s rr
ipvsadm -a -t 192.168.200.243:80 -r 192.168.0.226 -m
sysctl -w net.ipv4.vs.conntrack=1
iptables -t nat -A POSTROUTING -m ipvs --vaddr 192.168.200.243 --vport 80 -j SNAT --to-source 192.168.0.231-192.168.0.232
