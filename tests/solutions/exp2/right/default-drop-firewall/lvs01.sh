#!/bin/bash
ipvsadm -A -t 192.168.0.240:80 -s rr
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
nft -f - <<'N'
flush ruleset
table inet guard {
    set directors {
        type ipv4_addr
        elements = { 192.168.0.210, 192.168.0.211 }
    }
    chain input {
        type filter hook input priority filter; policy drop;
        iif lo accept
        iifname != "eth0" accept
        ct state established,related accept
        ip saddr @directors ip protocol 112 accept
        ip daddr { 192.168.0.240, 192.168.0.210, 192.168.0.211 } tcp dport 80 accept
        icmp type echo-request accept
    }
}
N
cat > /etc/keepalived/keepalived.conf <<'CONF'
global_defs {
    router_id LVS01
}

vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 240
    priority 150
    advert_int 1
    virtual_ipaddress {
        192.168.0.240/24 dev eth0 label eth0:240
    }
}
CONF
/etc/init.d/keepalived start
