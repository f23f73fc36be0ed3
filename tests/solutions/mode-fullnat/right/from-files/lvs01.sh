#!/bin/bash
cat > /etc/ip.batch <<'E'
addr add 192.168.200.240/24 brd + dev eth1
addr add 192.168.0.231/24 brd + dev eth0
addr add 192.168.0.232/24 brd + dev eth0
E
ip -batch /etc/ip.batch

echo ip_vs >> /etc/modules
modprobe ip_vs
cat > /etc/ipvsadm.rules <<'E'
-A -t 192.168.200.240:80 -s rr
-a -t 192.168.200.240:80 -r 192.168.0.223:8080 -m -w 1
-a -t 192.168.200.240:80 -r 192.168.0.224:8080 -m -w 1
E
sed -i 's/^AUTO=.*/AUTO="true"/' /etc/default/ipvsadm
/etc/init.d/ipvsadm start

cat > /etc/sysctl.d/50-fullnat.conf <<'E'
net.ipv4.ip_forward = 1
net.ipv4.vs.conntrack = 1
E
sysctl -q --system

iptables-restore <<'E'
*nat
-A POSTROUTING -m ipvs --vaddr 192.168.200.240 --vport 80 --vdir ORIGINAL -j SNAT --to-source 192.168.0.231-192.168.0.232
COMMIT
E
