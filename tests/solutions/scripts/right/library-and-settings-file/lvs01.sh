#!/bin/bash
mkdir -p /etc/lvs
cat > /etc/lvs/lvs.conf <<'SCRIPT_END'
: "${VIP:=192.168.0.240}"
PORT=80
SCHED=rr
PERSIST=20
RIPS="192.168.0.223 192.168.0.224"
SCRIPT_END
chmod 644 /etc/lvs/lvs.conf
mkdir -p /root/scripts
cat > /root/scripts/lib.sh <<'SCRIPT_END'
has_addr() { ip -4 -o address show dev "$1" | awk '{print $4}' | grep -qxF "$2/32"; }
add_addr() { has_addr "$1" "$2" || ip address add "$2/32" dev "$1"; }
del_addr() { ! has_addr "$1" "$2" || ip address del "$2/32" dev "$1"; }
main() {
    case ${1:-} in
        start) start ;;
        stop) stop ;;
        restart) stop && start ;;
        *) printf 'usage: %s start|stop|restart\n' "$0" >&2; return 3 ;;
    esac
}
SCRIPT_END
chmod 644 /root/scripts/lib.sh
mkdir -p /root/scripts
cat > /root/scripts/ipvs_server.sh <<'SCRIPT_END'
#!/bin/bash
cd "$(dirname "$(readlink -f "$0")")" || exit 1
. /etc/lvs/lvs.conf
. ./lib.sh
start() {
    ipvsadm --set 30 5 60 &&
    { ipvsadm -ln -t "$VIP:$PORT" >/dev/null 2>&1 || ipvsadm -A -t "$VIP:$PORT" -s "$SCHED" -p "$PERSIST"; } || return 1
    for r in $RIPS; do
        ipvsadm -Sn | grep -qF -- "-t $VIP:$PORT -r $r:$PORT " || ipvsadm -a -t "$VIP:$PORT" -r "$r:$PORT" -g -w 1 || return 1
    done
    add_addr eth0 "$VIP"
}
stop() {
    del_addr eth0 "$VIP" || return 1
    ! ipvsadm -ln -t "$VIP:$PORT" >/dev/null 2>&1 || ipvsadm -D -t "$VIP:$PORT"
}
main "$@"
SCRIPT_END
chmod 755 /root/scripts/ipvs_server.sh
/root/scripts/ipvs_server.sh start
