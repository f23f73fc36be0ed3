#!/bin/bash
ip address add 192.168.0.240/32 dev lo label lo:vip
cat > /etc/nftables.conf <<'E'
#!/usr/sbin/nft -f
flush ruleset
table arp lvs {
    chain in {
        type filter hook input priority 0; policy accept;
        arp daddr ip 192.168.0.240 drop
    }
    chain out {
        type filter hook output priority 0; policy accept;
        arp saddr ip 192.168.0.240 arp saddr ip set 192.168.0.223
    }
}
E
nft -f /etc/nftables.conf
