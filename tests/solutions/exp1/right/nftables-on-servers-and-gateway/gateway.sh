#!/bin/bash
echo 1 > /proc/sys/net/ipv4/ip_forward
nft -f - <<'E'
table ip edge {
    chain pre {
        type nat hook prerouting priority dstnat; policy accept;
        iifname "eth1" ip daddr 192.168.200.100 tcp dport 80 dnat to 192.168.0.240:80
    }
    chain post {
        type nat hook postrouting priority srcnat; policy accept;
        oifname "eth1" ip saddr 192.168.0.0/24 masquerade
    }
}
E
