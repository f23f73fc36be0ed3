#!/bin/bash
cat > /etc/keepalived/keepalived.conf <<'CONF'
global_defs {
    router_id LVS02
}

vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 55
    priority 100
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        192.168.0.240/24 dev eth0 label eth0:240
    }
}

virtual_server 192.168.0.240 80 {
    delay_loop 5
    lb_algo rr
    lb_kind DR
    protocol TCP
    real_server 192.168.0.223 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 3
        }
    }
    real_server 192.168.0.224 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 3
        }
    }
}
CONF
/etc/init.d/keepalived start
