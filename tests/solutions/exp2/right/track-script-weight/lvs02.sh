#!/bin/bash
ipvsadm -A -t 192.168.0.240:80 -s rr
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
cat > /etc/keepalived/rules-there <<'EOF'
#!/bin/sh
[ "$(/usr/sbin/ipvsadm -Sn | grep -c -- '-a -t 192.168.0.240:80')" -ge 1 ]
EOF
chmod 755 /etc/keepalived/rules-there
cat > /etc/keepalived/keepalived.conf <<'CONF'
global_defs {
    router_id LVS02
    script_user root
    enable_script_security
}

vrrp_script rules_are_there {
    script "/etc/keepalived/rules-there"
    interval 2
    fall 2
    rise 1
    weight 60
}

vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 55
    priority 100
    advert_int 1
    track_script {
        rules_are_there
    }
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        192.168.0.240/24 dev eth0 label eth0:240
    }
}
CONF
/etc/init.d/keepalived start
