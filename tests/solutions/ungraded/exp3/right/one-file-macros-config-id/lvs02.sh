#!/bin/bash
echo 'sorry, back soon' > /var/www/html/index.html
/etc/init.d/nginx start
cat > /etc/keepalived/keepalived.conf <<'CONF'
$VIP=192.168.0.240
$RS=\
real_server $IP 80 { \
    weight 1 \
    TCP_CHECK { \
        connect_timeout 4 \
        retry 1 \
        delay_before_retry 3 \
    } \
}

global_defs {
    @lvs01 router_id LVS01
    @lvs02 router_id LVS02
    lvs_sync_daemon eth0 VI_1
}

vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 55
    @lvs01 priority 150
    @lvs02 priority 100
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        ${VIP}/24 dev eth0 label eth0:240
    }
}

virtual_server $VIP 80 {
    delay_loop 6
    lb_algo rr
    lb_kind DR
    protocol TCP
    sorry_server 127.0.0.1 80
    $IP=192.168.0.223
    $RS
    $IP=192.168.0.224
    $RS
}
CONF
echo 'DAEMON_ARGS="-i lvs02"' > /etc/default/keepalived
/etc/init.d/keepalived start
