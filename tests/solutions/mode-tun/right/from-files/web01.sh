#!/bin/bash
modprobe ipip 2>/dev/null
ip link set tunl0 up

ip addr add 192.168.0.240/32 dev tunl0
cat > /etc/sysctl.d/60-tun.conf <<'E'
net.ipv4.conf.all.rp_filter = 0
net.ipv4.conf.default.rp_filter = 0
net.ipv4.conf.tunl0.rp_filter = 0
net.ipv4.conf.all.arp_ignore = 1
net.ipv4.conf.all.arp_announce = 2
E
sysctl -q --system
mkdir -p /etc/iptables
cat > /etc/iptables/rules.v4 <<'E'
*mangle
-A POSTROUTING -o eth1 -s 192.168.0.240/32 -p tcp -m tcp --sport 80 --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1440
COMMIT
E
iptables-restore -n < /etc/iptables/rules.v4
