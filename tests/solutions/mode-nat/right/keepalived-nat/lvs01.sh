#!/bin/bash
cat > /etc/keepalived/keepalived.conf <<'E'
global_defs {
    router_id lvs01
}
vrrp_instance OUT {
    state MASTER
    interface eth1
    virtual_router_id 7
    priority 200
    advert_int 1
    virtual_ipaddress {
        192.168.200.240/24 dev eth1 label eth1:0
    }
}
virtual_server 192.168.200.240 80 {
    delay_loop 4
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 192.168.0.223 8080 {
        weight 1
        HTTP_GET {
            url {
                path /
                status_code 200
            }
            connect_timeout 2
        }
    }
    real_server 192.168.0.224 8080 {
        weight 1
        HTTP_GET {
            url {
                path /
                status_code 200
            }
            connect_timeout 2
        }
    }
}
E
echo net.ipv4.ip_forward=1 > /etc/sysctl.d/lvs.conf
sysctl -q --system
keepalived -f /etc/keepalived/keepalived.conf
