#!/bin/bash
echo net.ipv4.ip_forward=1 > /etc/sysctl.d/90-router.conf
sysctl -q --system
mkdir -p /etc/iptables
cat > /etc/iptables/rules.v4 <<'E'
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -d 192.168.200.100/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.168.0.240
-A POSTROUTING -s 192.168.0.0/24 -o eth1 -j SNAT --to-source 192.168.200.100
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i eth0 -o eth1 -j ACCEPT
-A FORWARD -i eth1 -o eth0 -d 192.168.0.240/32 -p tcp -m tcp --dport 80 -j ACCEPT
COMMIT
E
iptables-restore /etc/iptables/rules.v4
