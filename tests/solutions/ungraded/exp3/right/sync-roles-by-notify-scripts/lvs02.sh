#!/bin/bash
cat > /etc/keepalived/sync.sh <<'EOF'
#!/bin/bash
exec 9>/run/sync.lock
flock 9
case $1 in
    master) ipvsadm --stop-daemon backup; ipvsadm --start-daemon master --mcast-interface eth0 --syncid 55 ;;
    *) ipvsadm --stop-daemon master; ipvsadm --start-daemon backup --mcast-interface eth0 --syncid 55 ;;
esac 2>/dev/null
exit 0
EOF
chmod 700 /etc/keepalived/sync.sh
echo 'sorry, back soon' > /var/www/html/index.html
/etc/init.d/nginx start
cat > /etc/keepalived/keepalived.conf <<'CONF'
global_defs {
    router_id LVS02
    script_user root
    enable_script_security
}

vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 55
    priority 100
    advert_int 1
    notify_master "/etc/keepalived/sync.sh master"
    notify_backup "/etc/keepalived/sync.sh backup"
    notify_fault "/etc/keepalived/sync.sh backup"
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
