#!/bin/bash
sysctl -qw net.ipv4.tcp_fwmark_accept=1
nft -f - <<'E'
table ip lvs {
    chain pre {
        type filter hook prerouting priority mangle;
        iifname "eth0" tcp dport 8080 ip saddr != 192.168.0.0/24 meta mark set 0x50
    }
}
E
ip rule add fwmark 0x50 lookup 50
ip route add default via 192.168.0.210 table 50
