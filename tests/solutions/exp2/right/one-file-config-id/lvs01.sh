#!/bin/bash
ipvsadm -A -t 192.168.0.240:80 -s rr
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
cat > /etc/keepalived/keepalived.conf <<'CONF'
$VIP=192.168.0.240
$VRID=55

global_defs {
    @lvs01 router_id LVS01
    @lvs02 router_id LVS02
}

vrrp_instance VI_1 {
    @lvs01 state MASTER
    @lvs02 state BACKUP
    interface eth0
    virtual_router_id $VRID
    @lvs01 priority 150
    @^lvs01 priority 100
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        ${VIP}/24 dev eth0 label eth0:240
    }
}
CONF
echo 'DAEMON_ARGS="--config-id lvs01"' > /etc/default/keepalived
hostname | grep -qx lvs01 || hostname lvs01
/etc/init.d/keepalived start
