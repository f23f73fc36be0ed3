#!/bin/bash
for n in 0 1 2 3; do
  ifconfig lo:$n 192.168.200.24$n netmask 255.255.255.255 up
done
ifconfig eth0:1 192.168.0.231 netmask 255.255.255.255 up
ifconfig eth0:2 192.168.0.232 netmask 255.255.255.255 up
echo 1 > /proc/sys/net/ipv4/ip_forward
ipvsadm -A -t 192.168.200.240:80 -s rr
ipvsadm -a -t 192.168.200.240:80 -r 192.168.0.223 -g
ipvsadm -A -t 192.168.200.241:80 -s rr
ipvsadm -a -t 192.168.200.241:80 -r 192.168.0.224 -m
ipvsadm -A -t 192.168.200.242:80 -s rr
ipvsadm -a -t 192.168.200.242:80 -r 192.168.0.225 -i
ipvsadm -A -t 192.168.200.243:80 -s rr
ipvsadm -a -t 192.168.200.243:80 -r 192.168.0.226 -m
echo 1 > /proc/sys/net/ipv4/vs/conntrack
iptables -t nat -A POSTROUTING -m ipvs --vaddr 192.168.200.243 --vport 80 -j SNAT --to-source 192.168.0.231-192.168.0.232
