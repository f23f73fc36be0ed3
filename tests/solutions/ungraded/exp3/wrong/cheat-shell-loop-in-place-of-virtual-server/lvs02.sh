#!/bin/bash
echo 'sorry, back soon' > /var/www/html/index.html
/etc/init.d/nginx start
cat > /usr/local/sbin/watch-web <<'EOF'
#!/bin/bash
V=192.168.0.240:80
ipvsadm -A -t $V -s rr 2>/dev/null
while :; do
    alive=0
    for r in 192.168.0.223 192.168.0.224; do
        if curl -sf -o /dev/null --max-time 1 http://$r/; then
            alive=1
            ipvsadm -a -t $V -r $r:80 -g -w 1 2>/dev/null
        else
            ipvsadm -d -t $V -r $r:80 2>/dev/null
        fi
    done
    if [ $alive = 0 ]; then ipvsadm -a -t $V -r 127.0.0.1:80 -g -w 1 2>/dev/null; else ipvsadm -d -t $V -r 127.0.0.1:80 2>/dev/null; fi
    sleep 2
done
EOF
chmod 755 /usr/local/sbin/watch-web
setsid nohup /usr/local/sbin/watch-web >/dev/null 2>&1 </dev/null &
sleep 1
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
CONF
/etc/init.d/keepalived start
