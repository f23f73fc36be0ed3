#!/bin/bash
sysctl -w net.ipv4.ip_forward=1
ip address add 192.168.200.240/24 dev eth1
ip address add 192.168.200.241/24 dev eth1
ip address add 192.168.200.242/24 dev eth1
ip address add 192.168.200.243/24 dev eth1
ip address add 192.168.0.231/32 dev eth0
ip address add 192.168.0.232/32 dev eth0
iptables -t mangle -A PREROUTING -i eth1 -d 192.168.200.240 -p tcp --dport 80 -j MARK --set-mark 1
ipvsadm -A -f 1 -s wrr
ipvsadm -a -f 1 -r 192.168.0.223 -g
iptables -t mangle -A PREROUTING -i eth1 -d 192.168.200.241 -p tcp --dport 80 -j MARK --set-mark 2
ipvsadm -A -f 2 -s wrr
ipvsadm -a -f 2 -r 192.168.0.224 -m
iptables -t mangle -A PREROUTING -i eth1 -d 192.168.200.242 -p tcp --dport 80 -j MARK --set-mark 3
ipvsadm -A -f 3 -s wrr
ipvsadm -a -f 3 -r 192.168.0.225 -i
iptables -t mangle -A PREROUTING -i eth1 -d 192.168.200.243 -p tcp --dport 80 -j MARK --set-mark 4
ipvsadm -A -f 4 -s wrr
ipvsadm -a -f 4 -r 192.168.0.226 -m
sysctl -w net.ipv4.vs.conntrack=1
iptables -t nat -A POSTROUTING -o eth0 -m mark --mark 4 -j SNAT --to-source 192.168.0.231-192.168.0.232
