#!/bin/bash
ip addr add 192.168.0.240/32 dev lo
nft -f - <<'E'
table netdev quiet {
    chain in {
        type filter hook ingress device "eth0" priority 0;
        arp operation request arp daddr ip 192.168.0.240 drop
    }
    chain out {
        type filter hook egress device "eth0" priority 0;
        arp saddr ip 192.168.0.240 arp saddr ip set 192.168.0.224
    }
}
E
