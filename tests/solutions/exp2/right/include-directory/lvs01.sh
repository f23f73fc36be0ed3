#!/bin/bash
ipvsadm -A -t 192.168.0.240:80 -s rr
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
install -d -m 755 /etc/keepalived/conf.d
printf 'global_defs {\n    router_id LVS01\n}\n' > /etc/keepalived/conf.d/00-global.conf
cat > /etc/keepalived/conf.d/10-site.conf <<'CONF'
vrrp_instance web {
    state MASTER
    interface eth0
    virtual_router_id 55
    priority 150
    advert_int 1
    include /etc/keepalived/auth.inc
    virtual_ipaddress {
        192.168.0.240/24 dev eth0 label eth0:240
    }
}
CONF
cat > /etc/keepalived/auth.inc <<'CONF'
authentication {
    auth_type PASS
    auth_pass 1111
}
CONF
echo 'include /etc/keepalived/conf.d/*.conf' > /etc/keepalived/keepalived.conf
keepalived -t && /etc/init.d/keepalived start
