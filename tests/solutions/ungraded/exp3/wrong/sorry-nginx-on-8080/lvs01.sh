#!/bin/bash
cat > /etc/nginx/conf.d/sorry.conf <<'N'
server {
    listen 8080;
    location / { default_type text/plain; return 200 "sorry, back soon\n"; }
}
N
rm -f /etc/nginx/sites-enabled/*
/etc/init.d/nginx start
cat > /etc/keepalived/keepalived.conf <<'CONF'
global_defs {
    router_id LVS01
    lvs_sync_daemon eth0 VI_1
}

vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 55
    priority 150
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
