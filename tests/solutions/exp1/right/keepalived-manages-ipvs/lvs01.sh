#!/bin/bash
cat > /etc/keepalived/keepalived.conf <<'E'
global_defs {
    router_id lvs01
    lvs_timeouts tcp 30 tcpfin 5 udp 60
}
vrrp_instance V {
    state MASTER
    interface eth0
    virtual_router_id 40
    priority 150
    advert_int 1
    virtual_ipaddress {
        192.168.0.240/32 dev eth0
    }
}
virtual_server 192.168.0.240 80 {
    delay_loop 3
    lb_algo rr
    lb_kind DR
    persistence_timeout 20
    protocol TCP
    real_server 192.168.0.223 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 2
        }
    }
    real_server 192.168.0.224 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 2
        }
    }
}
E
/etc/init.d/keepalived start || keepalived
