#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/rs_server.sh <<'SCRIPT_END'
#!/bin/bash
set -Eeuo pipefail
VIP=${VIP:-192.168.0.240}
readonly KEYS=(net.ipv4.conf.all.arp_ignore net.ipv4.conf.all.arp_announce)
there() { [[ -n $(ip -o -4 addr show dev lo to $VIP/32) ]]; }
rollback() { sysctl -qw ${KEYS[0]}=0 ${KEYS[1]}=0; exit 1; }
start() {
    there || trap rollback ERR
    sysctl -qw ${KEYS[0]}=1 ${KEYS[1]}=2
    there || ip addr add $VIP/32 dev lo label lo:${VIP##*.}
    trap - ERR
}
stop() {
    ! there || ip addr del $VIP/32 dev lo
    sysctl -qw ${KEYS[1]}=0 ${KEYS[0]}=0
}
case ${1-} in
    start|stop) $1 ;;
    restart) stop; start ;;
    *) echo "usage: ${BASH_SOURCE[0]} {start|stop|restart}" >&2; exit 2 ;;
esac
SCRIPT_END
chmod 755 /root/scripts/rs_server.sh
/root/scripts/rs_server.sh start
