#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/rs_server.sh <<'SCRIPT_END'
#!/bin/sh
set -eu
VIP=${VIP:-192.168.0.240}
arp() { sysctl -q net.ipv4.conf.all.arp_ignore="$1" net.ipv4.conf.all.arp_announce="$2"; }
down() {
    ip address show dev lo | grep -qF "inet $VIP/32 " && ip address del "$VIP/32" dev lo
    arp 0 0
}
case ${1-} in
start) arp 1 2; ip address replace "$VIP/32" dev lo ;;
stop) down ;;
restart) down; arp 1 2; ip address replace "$VIP/32" dev lo ;;
*) echo "usage: ${0##*/} start | stop | restart" >&2; exit 1 ;;
esac
SCRIPT_END
chmod 755 /root/scripts/rs_server.sh
/root/scripts/rs_server.sh start
