#!/bin/bash
cat > /etc/keepalived/page-ok <<'EOF'
#!/bin/sh
curl -s --max-time 3 "http://$1/" > /run/page.$1
logger "checked $1: $?" 2>/dev/null
exit 0
EOF
chmod 755 /etc/keepalived/page-ok
echo 'sorry, back soon' > /var/www/html/index.html
/etc/init.d/nginx start
cat > /etc/keepalived/keepalived.conf <<'CONF'
global_defs {
    router_id LVS02
    lvs_sync_daemon eth0 VI_1
    script_user root
    enable_script_security
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
    sorry_server 127.0.0.1 80
    real_server 192.168.0.223 80 {
        weight 1
        MISC_CHECK {
            misc_path "/etc/keepalived/page-ok 192.168.0.223"
            misc_timeout 4
            retry 1
            delay_before_retry 2
        }
    }
    real_server 192.168.0.224 80 {
        weight 1
        MISC_CHECK {
            misc_path "/etc/keepalived/page-ok 192.168.0.224"
            misc_timeout 4
            retry 1
            delay_before_retry 2
        }
    }
}
CONF
/etc/init.d/keepalived start
