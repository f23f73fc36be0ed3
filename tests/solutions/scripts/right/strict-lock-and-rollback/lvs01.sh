#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/ipvs_server.sh <<'SCRIPT_END'
#!/bin/bash
set -Eeuo pipefail
VIP=${VIP:-192.168.0.240}
readonly VIP SVC=$VIP:80 RIPS=(192.168.0.223 192.168.0.224)
exec {lock}>/run/ipvs_server.lock
flock -w 20 $lock
undo=()
rollback() { local i; for ((i=${#undo[@]}-1; i>=0; i--)); do eval "${undo[i]}" || true; done; exit 1; }
start() {
    trap rollback ERR
    ipvsadm --set 30 5 60
    if ! grep -qF -- "-A -t $SVC " <<<"$(ipvsadm -Sn)"; then
        ipvsadm -A -t $SVC -s rr -p 20; undo+=("ipvsadm -D -t $SVC")
    fi
    for r in "${RIPS[@]}"; do
        if ! grep -qF -- "-a -t $SVC -r $r:80 " <<<"$(ipvsadm -Sn)"; then
            ipvsadm -a -t $SVC -r $r:80 -g -w 1; undo+=("ipvsadm -d -t $SVC -r $r:80")
        fi
    done
    if [[ -z $(ip -o -4 addr show dev eth0 to $VIP/32) ]]; then
        ip addr add $VIP/32 dev eth0 label eth0:${VIP##*.}
    fi
    trap - ERR
    echo "ipvs_server: $SVC up"
}
stop() {
    ip addr del $VIP/32 dev eth0 2>/dev/null || [[ -z $(ip -o -4 addr show dev eth0 to $VIP/32) ]]
    ipvsadm -D -t $SVC 2>/dev/null || ! grep -qF -- "-A -t $SVC " <<<"$(ipvsadm -Sn)"
    echo "ipvs_server: $SVC down"
}
case ${1-} in
    start|stop) $1 ;;
    restart) stop; start ;;
    *) echo "usage: ${BASH_SOURCE[0]} {start|stop|restart}" >&2; exit 2 ;;
esac
SCRIPT_END
chmod 755 /root/scripts/ipvs_server.sh
/root/scripts/ipvs_server.sh start
