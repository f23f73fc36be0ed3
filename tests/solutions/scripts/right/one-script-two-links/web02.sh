#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/lvs.sh <<'SCRIPT_END'
#!/bin/bash
set -u
VIP=${VIP:-192.168.0.240}
me=$(basename "$0" .sh)
ipvs_server.is_up() { ipvsadm -Ln -t "$VIP:80" &>/dev/null; }
ipvs_server.start() {
    ipvsadm --set 30 5 60 || return
    ipvs_server.is_up || ipvsadm -A -t "$VIP:80" -s rr -p 20 || return
    local r
    for r in 192.168.0.22{3,4}; do
        [[ $(ipvsadm -Sn) == *"-a -t $VIP:80 -r $r:80 "* ]] || ipvsadm -a -t "$VIP:80" -r "$r:80" -g -w 1 || return
    done
    vip add eth0
}
ipvs_server.stop() { vip del eth0 && { ! ipvs_server.is_up || ipvsadm -D -t "$VIP:80"; }; }
rs_server.start() { sysctl -qw net.ipv4.conf.{all,lo}.arp_ignore=1 net.ipv4.conf.{all,lo}.arp_announce=2 && vip add lo; }
rs_server.stop() { vip del lo && sysctl -qw net.ipv4.conf.{all,lo}.arp_{ignore,announce}=0; }
vip() {
    local there=del
    [[ $(ip -4 -o a s dev "$2") == *" $VIP/32 "* ]] && there=add
    [[ $there == "$1" ]] || ip a "$1" "$VIP/32" dev "$2"
}
case ${1-} in
    start|stop) "$me.$1" ;;
    restart) "$me.stop" && "$me.start" ;;
    *) echo "usage: $0 start|stop|restart" >&2; exit 2 ;;
esac
SCRIPT_END
chmod 755 /root/scripts/lvs.sh
ln -s lvs.sh /root/scripts/rs_server.sh
/root/scripts/rs_server.sh start
