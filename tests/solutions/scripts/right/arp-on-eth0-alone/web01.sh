#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/rs_server.sh <<'SCRIPT_END'
#!/bin/bash
VIP=${VIP:-192.168.0.240}
has_vip() { [ -n "$(ip -4 -o address show dev lo to $VIP/32)" ]; }
arp() { sysctl -qw net.ipv4.conf.eth0.arp_ignore=$1 net.ipv4.conf.eth0.arp_announce=$2; }
start() {
    arp 1 2 || return 1
    has_vip || ip address add $VIP/32 dev lo label lo:${VIP##*.} || return 1
    echo "started $VIP"
}
stop() {
    if has_vip; then ip address del $VIP/32 dev lo || return 1; fi
    arp 0 0 || return 1
    echo "stopped $VIP"
}
case "${1:-}" in
    start) start ;;
    stop) stop ;;
    restart) stop && start ;;
    *) echo "usage: $0 {start|stop|restart}" >&2; exit 2 ;;
esac
SCRIPT_END
chmod 755 /root/scripts/rs_server.sh
/root/scripts/rs_server.sh start
