#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/ipvs_server.sh <<'SCRIPT_END'
#!/bin/bash
VIP=${VIP:-192.168.0.240}
D=/run/ipvs_server-$VIP
PID=$D.pid
alive() { [ -s $PID ] && kill -0 "$(cat $PID)" 2>/dev/null; }
has_vip() { ip -4 -o address show dev eth0 | grep -qF " $VIP/32 "; }
servers() { ipvsadm -Ln -t $VIP:80 2>/dev/null | grep -c 'Route'; }
start() {
    ipvsadm --set 30 5 60 || return 1
    if ! alive; then
        cat > $D.conf <<CONF
global_defs {
    router_id $VIP
}
virtual_server $VIP 80 {
    delay_loop 10
    lb_algo rr
    lb_kind DR
    persistence_timeout 20
    protocol TCP
    real_server 192.168.0.223 80 {
        weight 1
    }
    real_server 192.168.0.224 80 {
        weight 1
    }
}
CONF
        keepalived --check -f $D.conf -p $PID -c $D.checkers.pid || return 1
    fi
    for i in $(seq 50); do [ "$(servers)" = 2 ] && break; sleep 0.1; done
    [ "$(servers)" = 2 ] || return 1
    has_vip || ip address add $VIP/32 dev eth0
}
stop() {
    if has_vip; then ip address del $VIP/32 dev eth0 || return 1; fi
    if alive; then
        kill "$(cat $PID)"
        for i in $(seq 100); do alive || break; sleep 0.1; done
        alive && return 1
    fi
    rm -f $D.conf $PID
    ! ipvsadm -Ln -t $VIP:80 >/dev/null 2>&1
}
case "${1:-}" in
    start|stop) $1 ;;
    restart) stop && start ;;
    *) echo "usage: $0 {start|stop|restart}" >&2; exit 2 ;;
esac
SCRIPT_END
chmod 755 /root/scripts/ipvs_server.sh
/root/scripts/ipvs_server.sh start
