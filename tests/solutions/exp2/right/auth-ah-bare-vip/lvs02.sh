#!/bin/bash
ipvsadm -A -t 192.168.0.240:80 -s rr
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
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
        auth_type AH
        auth_pass lvs-2026
    }
    virtual_ipaddress {
        192.168.0.240
    }
}
CONF
/etc/init.d/keepalived start
