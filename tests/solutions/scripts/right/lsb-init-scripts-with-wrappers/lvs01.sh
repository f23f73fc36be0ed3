#!/bin/bash
mkdir -p /etc/init.d
cat > /etc/init.d/lvs-director <<'SCRIPT_END'
#!/bin/bash
### BEGIN INIT INFO
# Provides:          lvs-director
# Required-Start:    $network
# Required-Stop:     $network
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
### END INIT INFO
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
    restart|force-reload) stop && start ;;
    status) has_vip && has_service || exit 3 ;;
    *) echo "usage: $0 {start|stop|restart|force-reload|status}" >&2; exit 2 ;;
esac
SCRIPT_END
chmod 755 /etc/init.d/lvs-director
mkdir -p /root/scripts
cat > /root/scripts/ipvs_server.sh <<'SCRIPT_END'
#!/bin/sh
exec /etc/init.d/lvs-director "$@"
SCRIPT_END
chmod 755 /root/scripts/ipvs_server.sh
/root/scripts/ipvs_server.sh start
