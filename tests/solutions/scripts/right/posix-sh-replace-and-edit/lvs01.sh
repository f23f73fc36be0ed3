#!/bin/bash
mkdir -p /root/scripts
cat > /root/scripts/ipvs_server.sh <<'SCRIPT_END'
#!/bin/sh
set -eu
VIP=${VIP:-192.168.0.240}
S=$VIP:80
up() {
    ipvsadm --set 30 5 60
    ipvsadm -E -t "$S" -s rr -p 20 2>/dev/null || ipvsadm -A -t "$S" -s rr -p 20
    for r in 223 224; do
        ipvsadm -e -t "$S" -r "192.168.0.$r:80" -g -w 1 2>/dev/null || ipvsadm -a -t "$S" -r "192.168.0.$r:80" -g -w 1
    done
    ip address replace "$VIP/32" dev eth0
}
down() {
    ip address show dev eth0 | grep -qF "inet $VIP/32 " && ip address del "$VIP/32" dev eth0
    ipvsadm -S -n | grep -qF -e "-A -t $S " && ipvsadm -D -t "$S"
    return 0
}
case ${1-} in
start) up ;;
stop) down ;;
restart) down; up ;;
*) echo "usage: ${0##*/} start | stop | restart" >&2; exit 1 ;;
esac
SCRIPT_END
chmod 755 /root/scripts/ipvs_server.sh
/root/scripts/ipvs_server.sh start
