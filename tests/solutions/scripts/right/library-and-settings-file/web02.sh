#!/bin/bash
mkdir -p /etc/lvs
cat > /etc/lvs/lvs.conf <<'SCRIPT_END'
: "${VIP:=192.168.0.240}"
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
cat > /root/scripts/rs_server.sh <<'SCRIPT_END'
#!/bin/bash
cd "$(dirname "$(readlink -f "$0")")" || exit 1
. /etc/lvs/lvs.conf
. ./lib.sh
arp() { sysctl -q -w "net.ipv4.conf.all.arp_ignore=$1" "net.ipv4.conf.all.arp_announce=$2"; }
start() { arp 1 2 && add_addr lo "$VIP"; }
stop() { del_addr lo "$VIP" && arp 0 0; }
main "$@"
SCRIPT_END
chmod 755 /root/scripts/rs_server.sh
/root/scripts/rs_server.sh start
