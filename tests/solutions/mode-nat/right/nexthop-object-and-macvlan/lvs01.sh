#!/bin/bash
ip link add vip1 link eth1 address 02:00:5e:00:01:07 type macvlan mode private
ip link set vip1 up
sysctl -qw net.ipv4.conf.all.arp_ignore=1
sysctl -qw net.ipv4.conf.all.rp_filter=0
ip addr add 192.168.200.240/32 dev vip1
ipvsadm -C
ipvsadm -A -t 192.168.200.240:80 -s rr
ipvsadm -a -t 192.168.200.240:80 -r 192.168.0.223:8080 -m -w 1
ipvsadm -a -t 192.168.200.240:80 -r 192.168.0.224:8080 -m -w 1
sysctl -qw net.ipv4.ip_forward=1
