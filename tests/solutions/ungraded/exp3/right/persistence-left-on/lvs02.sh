#!/bin/bash
echo 'sorry, back soon' > /var/www/html/index.html
/etc/init.d/nginx start
cat > /etc/keepalived/keepalived.conf <<'CONF'
global_defs {
    router_id LVS02
    lvs_sync_daemon eth0 VI_1
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
    delay_loop 6
    lb_algo rr
    lb_kind DR
    protocol TCP
    persistence_timeout 50
    sorry_server 127.0.0.1 80
    real_server 192.168.0.223 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 8
            retry 1
            delay_before_retry 3
            connect_port 80
        }
    }
    real_server 192.168.0.224 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 8
            retry 1
            delay_before_retry 3
            connect_port 80
        }
    }
}
CONF
/etc/init.d/keepalived start
