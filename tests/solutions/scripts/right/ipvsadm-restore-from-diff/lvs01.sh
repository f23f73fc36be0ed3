#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/ipvs_server.sh <<'SCRIPT_END'
#!/bin/bash
VIP=${VIP:-192.168.0.240}
wanted() {
    echo "-A -t $VIP:80 -s rr -p 20"
    echo "-a -t $VIP:80 -r 192.168.0.223:80 -g -w 1"
    echo "-a -t $VIP:80 -r 192.168.0.224:80 -g -w 1"
}
missing() { local have; have=$(ipvsadm -Sn | sed 's/ *$//'; echo NONE); wanted | grep -vxF -e "$have"; }
addr() { ip -4 -o addr show dev eth0 | grep -cF " $VIP/32 "; }
start() {
    ipvsadm --set 30 5 60 || return
    missing | ipvsadm -R || return
    [ -z "$(missing)" ] || return 1
    (( $(addr) )) || echo "address add $VIP/32 dev eth0 label eth0:${VIP##*.}" | ip -batch -
}
stop() {
    (( $(addr) == 0 )) || echo "address del $VIP/32 dev eth0" | ip -batch - || return
    [ "$(wanted | wc -l)" = "$(missing | wc -l)" ] && ! ipvsadm -Sn | grep -qF -- "-A -t $VIP:80 " || ipvsadm -D -t $VIP:80
}
[[ $# == 1 && $1 =~ ^(start|stop|restart)$ ]] || { echo "$0: start, stop or restart, please" >&2; exit 2; }
if [ $1 = restart ]; then stop && start; else $1; fi
SCRIPT_END
chmod 755 /root/scripts/ipvs_server.sh
/root/scripts/ipvs_server.sh start
