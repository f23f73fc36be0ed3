#!/bin/bash
cat > /etc/keepalived/keepalived.conf <<'E'
vrrp_instance OUT {
    state MASTER
    interface eth1
    virtual_router_id 52
    priority 150
    virtual_ipaddress {
        192.168.200.241/24 dev eth1
    }
    virtual_ipaddress_excluded {
        192.168.0.233/32 dev eth0
        192.168.0.234/32 dev eth0
    }
}
virtual_server 192.168.200.241 80 {
    delay_loop 5
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 192.168.0.223 8080 {
        weight 1
        TCP_CHECK {
            connect_timeout 2
        }
    }
    real_server 192.168.0.224 8080 {
        weight 1
        TCP_CHECK {
            connect_timeout 2
        }
    }
}
E
modprobe ip_vs
keepalived
sysctl -qw net.ipv4.ip_forward=1
sysctl -qw net.ipv4.vs.conntrack=1
iptables -t nat -A POSTROUTING -m ipvs --vaddr 192.168.200.241 --vport 80 -j SNAT --to-source 192.168.0.233-192.168.0.234
