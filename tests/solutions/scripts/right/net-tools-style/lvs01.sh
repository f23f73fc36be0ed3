#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/ipvs_server.sh <<'SCRIPT_END'
#!/bin/bash
: "${VIP:=192.168.0.240}"
ALIAS=eth0:${VIP##*.}
RIP1=192.168.0.223
RIP2=192.168.0.224
die() { echo "$0: $*" >&2; exit 1; }
case $1 in
start)
    ipvsadm --set 30 5 60 || die "no ipvs"
    if ! ipvsadm -Ln -t $VIP:80 >/dev/null 2>&1; then
        ipvsadm -A -t $VIP:80 -s rr -p 20 || die "service"
    fi
    for RIP in $RIP1 $RIP2; do
        ipvsadm -Ln -t $VIP:80 | grep -qw "$RIP:80" || ipvsadm -a -t $VIP:80 -r $RIP:80 -g -w 1 || die "server $RIP"
    done
    ifconfig $ALIAS $VIP broadcast $VIP netmask 255.255.255.255 up || die "vip"
    ;;
stop)
    if ifconfig $ALIAS 2>/dev/null | grep -qw "inet $VIP"; then ifconfig $ALIAS down || die "vip"; fi
    if ipvsadm -Ln -t $VIP:80 >/dev/null 2>&1; then ipvsadm -D -t $VIP:80 || die "service"; fi
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
chmod 755 /root/scripts/ipvs_server.sh
/root/scripts/ipvs_server.sh start
