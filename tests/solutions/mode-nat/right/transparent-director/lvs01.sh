#!/bin/bash
sysctl -qw net.ipv4.ip_forward=1
sysctl -qw net.ipv4.neigh.eth1.proxy_delay=0
ip route add 192.168.200.240/32 dev eth0
ip neigh add proxy 192.168.200.240 dev eth1
iptables -t mangle -A PREROUTING -i eth1 -d 192.168.200.240/32 -p tcp --dport 80 -j MARK --set-mark 1
ip rule add fwmark 1 lookup 100 priority 100
ip route add local 0.0.0.0/0 dev lo table 100
ipvsadm -A -t 192.168.200.240:80 -s rr
ipvsadm -a -t 192.168.200.240:80 -r 192.168.0.223:8080 -m -w 1
ipvsadm -a -t 192.168.200.240:80 -r 192.168.0.224:8080 -m -w 1
