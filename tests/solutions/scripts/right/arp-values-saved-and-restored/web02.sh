#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/rs_server.sh <<'SCRIPT_END'
#!/bin/bash
VIP=${VIP:-192.168.0.240}
STATE=/run/rs_server.arp
C=/proc/sys/net/ipv4/conf
start() {
    [ -e $STATE ] || echo "$(cat $C/all/arp_ignore) $(cat $C/all/arp_announce)" > $STATE || return 1
    echo 1 > $C/all/arp_ignore && echo 2 > $C/all/arp_announce || return 1
    ip -o address show dev lo | grep -qF " $VIP/32 " || ip address add $VIP/32 dev lo scope global
}
stop() {
    if ip -o address show dev lo | grep -qF " $VIP/32 "; then ip address del $VIP/32 dev lo || return 1; fi
    [ -e $STATE ] || return 0
    local i a
    read -r i a < $STATE
    echo $a > $C/all/arp_announce && echo $i > $C/all/arp_ignore && rm -f $STATE
}
case "$1" in
    start) start ;;
    stop) stop ;;
    restart) stop && start ;;
    *) echo "usage: $0 start|stop|restart" >&2; exit 2 ;;
esac
SCRIPT_END
chmod 755 /root/scripts/rs_server.sh
/root/scripts/rs_server.sh start
