#!/bin/bash
cat > /etc/keepalived/state.sh <<'EOF'
#!/bin/bash
exec 9>/run/lvs-rules.lock
flock 9
V=192.168.0.240:80
ipvsadm -Sn | grep -q -- "-A -t $V " || ipvsadm -A -t $V -s rr
for r in 192.168.0.223 192.168.0.224; do
    ipvsadm -Sn | grep -q -- "-r $r:80 " || ipvsadm -a -t $V -r $r:80 -g -w 1
done
echo "$(date +%FT%T) $1 $2 $3 $4" >> /var/log/vrrp-state.log
EOF
chmod 700 /etc/keepalived/state.sh
cat > /etc/keepalived/keepalived.conf <<'CONF'
global_defs {
    router_id LVS01
    script_user root
    enable_script_security
}

vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 55
    priority 150
    advert_int 1
    notify /etc/keepalived/state.sh
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
