#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/rs_server.sh <<'SCRIPT_END'
#!/bin/bash
: "${VIP:=192.168.0.240}"
ALIAS=lo:${VIP##*.}
P=/proc/sys/net/ipv4/conf
case $1 in
start)
    echo 1 > $P/all/arp_ignore
    echo 2 > $P/all/arp_announce
    ifconfig $ALIAS $VIP broadcast $VIP netmask 255.255.255.255 up || exit 1
    ;;
stop)
    if ifconfig $ALIAS 2>/dev/null | grep -qw "inet $VIP"; then ifconfig $ALIAS down || exit 1; fi
    echo 0 > $P/all/arp_announce
    echo 0 > $P/all/arp_ignore
    ;;
restart)
    "$0" stop && "$0" start
    exit
    ;;
*)
    echo "Usage: $0 start|stop|restart" >&2
    exit 64
    ;;
esac
exit 0
SCRIPT_END
chmod 755 /root/scripts/rs_server.sh
/root/scripts/rs_server.sh start
