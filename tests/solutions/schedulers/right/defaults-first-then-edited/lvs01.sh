#!/bin/bash
for v in 231 232 233 234 235 236 237 250 251 252 253 254; do
  ipvsadm -A -t 192.168.0.$v:80
  for r in 223 224 225; do ipvsadm -a -t 192.168.0.$v:80 -r 192.168.0.$r:80; done
done
for m in 1 2 3 4; do
  ipvsadm -A -f $m
  for r in 223 224 225; do ipvsadm -a -f $m -r 192.168.0.$r; done
done
weigh() {
  local n=223 w k=$1 a=$2; shift 2
  for w in "$@"; do ipvsadm -e $k $a -r 192.168.0.$n$([ $k = -t ] && echo :80) -g -w $w; n=$((n + 1)); done
}
weigh -t 192.168.0.231:80 1 1 4
ipvsadm -E -t 192.168.0.231:80 -s rr
weigh -t 192.168.0.232:80 1 2 4
ipvsadm -E -t 192.168.0.232:80 -s wrr
weigh -t 192.168.0.233:80 1 2 4
ipvsadm -E -t 192.168.0.233:80 -s lc
weigh -t 192.168.0.234:80 1 2 4
ipvsadm -E -t 192.168.0.234:80 -s wlc
weigh -t 192.168.0.235:80 1 2 4
ipvsadm -E -t 192.168.0.235:80 -s sed
weigh -t 192.168.0.236:80 1 2 4
ipvsadm -E -t 192.168.0.236:80 -s nq
weigh -t 192.168.0.237:80 1 2 1
ipvsadm -E -t 192.168.0.237:80 -s sh
weigh -t 192.168.0.250:80 1 1 4
ipvsadm -E -t 192.168.0.250:80 -s sed
weigh -t 192.168.0.251:80 1 1 1
ipvsadm -E -t 192.168.0.251:80 -s rr
weigh -t 192.168.0.252:80 1 2 3
ipvsadm -E -t 192.168.0.252:80 -s wrr
weigh -t 192.168.0.253:80 1 1 1
ipvsadm -E -t 192.168.0.253:80 -s lc
weigh -t 192.168.0.254:80 1 1 1
ipvsadm -E -t 192.168.0.254:80 -s sh
weigh -f 1 2 2 2
ipvsadm -E -f 1 -s dh
weigh -f 2 2 2 2
ipvsadm -E -f 2 -s lblc
weigh -f 3 2 2 4
ipvsadm -E -f 3 -s lblcr
weigh -f 4 1 1 1
ipvsadm -E -f 4 -s lblc
iptables -t mangle -A PREROUTING -d 192.168.0.241 -p tcp --dport 80 -j MARK --set-mark 1
iptables -t mangle -A PREROUTING -d 192.168.0.242 -p tcp --dport 80 -j MARK --set-mark 1
iptables -t mangle -A PREROUTING -d 192.168.0.243 -p tcp --dport 80 -j MARK --set-mark 1
iptables -t mangle -A PREROUTING -d 192.168.0.244 -p tcp --dport 80 -j MARK --set-mark 2
iptables -t mangle -A PREROUTING -d 192.168.0.245 -p tcp --dport 80 -j MARK --set-mark 2
iptables -t mangle -A PREROUTING -d 192.168.0.246 -p tcp --dport 80 -j MARK --set-mark 2
iptables -t mangle -A PREROUTING -d 192.168.0.247 -p tcp --dport 80 -j MARK --set-mark 3
iptables -t mangle -A PREROUTING -d 192.168.0.248 -p tcp --dport 80 -j MARK --set-mark 3
iptables -t mangle -A PREROUTING -d 192.168.0.238 -p tcp --dport 80 -j MARK --set-mark 4
iptables -t mangle -A PREROUTING -d 192.168.0.239 -p tcp --dport 80 -j MARK --set-mark 4
iptables -t mangle -A PREROUTING -d 192.168.0.240 -p tcp --dport 80 -j MARK --set-mark 4
