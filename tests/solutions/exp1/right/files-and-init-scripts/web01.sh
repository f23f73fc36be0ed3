#!/bin/bash
cat > /etc/sysctl.d/90-lvs-real.conf <<'E'
net.ipv4.conf.all.arp_ignore = 1
net.ipv4.conf.all.arp_announce = 2
E
sysctl -q --system
mkdir -p /etc/network
cat > /etc/network/vip <<'E'
addr add 192.168.0.240/32 dev lo
E
ip -batch /etc/network/vip
