#!/bin/bash
sysctl -qw net.ipv4.ip_forward=1
nft -f - <<'E'
table ip publish {
    chain pre {
        type filter hook prerouting priority raw;
        iifname "eth1" ip daddr 192.168.200.100 tcp dport 80 ip daddr set 192.168.0.240 notrack
        iifname "eth0" ip saddr 192.168.0.240 tcp sport 80 notrack
    }
    chain post {
        type filter hook postrouting priority 300;
        oifname "eth1" ip saddr 192.168.0.240 tcp sport 80 ip saddr set 192.168.200.100
    }
}
E
iptables -t nat -A POSTROUTING -s 192.168.0.0/24 -o eth1 -j SNAT --to-source 192.168.200.100
