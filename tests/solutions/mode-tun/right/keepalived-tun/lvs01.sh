#!/bin/bash
cat > /etc/keepalived/keepalived.conf <<'E'
vrrp_instance V {
    state MASTER
    interface eth0
    virtual_router_id 40
    priority 150
    virtual_ipaddress {
        192.168.0.240/32 dev eth0
    }
}
virtual_server 192.168.0.240 80 {
    delay_loop 5
    lb_algo rr
    lb_kind TUN
    protocol TCP
    real_server 192.168.100.223 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 2
        }
    }
    real_server 192.168.100.224 80 {
        weight 1
        TCP_CHECK {
            connect_timeout 2
        }
    }
}
E
/etc/init.d/keepalived start
