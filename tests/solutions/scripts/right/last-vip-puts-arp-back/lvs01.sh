#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/ipvs_server.sh <<'SCRIPT_END'
#!/bin/bash
VIP=${VIP:-192.168.0.240}
PORT=80
RIPS="192.168.0.223 192.168.0.224"
DEV=eth0
LABEL=$DEV:${VIP##*.}

has_vip()     { [ -n "$(ip -4 -o address show dev $DEV to $VIP/32)" ]; }
has_service() { ipvsadm -Sn 2>/dev/null | grep -qF -- "-A -t $VIP:$PORT "; }
has_rip()     { ipvsadm -Sn 2>/dev/null | grep -qF -- "-a -t $VIP:$PORT -r $1:$PORT "; }

start() {
    ipvsadm --set 30 5 60 || return 1
    has_service || ipvsadm -A -t $VIP:$PORT -s rr -p 20 || return 1
    local r
    for r in $RIPS; do
        has_rip $r || ipvsadm -a -t $VIP:$PORT -r $r:$PORT -g -w 1 || return 1
    done
    has_vip || ip address add $VIP/32 dev $DEV label $LABEL || return 1
    echo "started $VIP"
}
stop() {
    if has_vip; then ip address del $VIP/32 dev $DEV || return 1; fi
    if has_service; then ipvsadm -D -t $VIP:$PORT || return 1; fi
    echo "stopped $VIP"
}
case "${1:-}" in
    start) start ;;
    stop) stop ;;
    restart) stop && start ;;
    *) echo "usage: $0 {start|stop|restart}" >&2; exit 2 ;;
esac
SCRIPT_END
chmod 755 /root/scripts/ipvs_server.sh
/root/scripts/ipvs_server.sh start
