#!/bin/bash
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
add() {
  local kind=$1 at=$2 how=$3 n=223 w; shift 3
  ipvsadm -A $kind $at $how
  for w in "$@"; do
    ipvsadm -a $kind $at -r 192.168.0.$n$([ $kind = -t ] && echo :80) -g -w $w
    n=$((n + 1))
  done
}
add -t 192.168.0.232:80 "-s wrr" 1 2 4
add -t 192.168.0.233:80 "-s lc" 1 2 4
add -t 192.168.0.234:80 "-s wlc" 1 2 4
add -t 192.168.0.235:80 "-s sed" 1 2 4
add -t 192.168.0.236:80 "-s nq" 1 2 4
add -t 192.168.0.237:80 "-s sh" 1 2 1
add -t 192.168.0.250:80 "-s sed" 1 1 4
add -t 192.168.0.251:80 "-s rr" 1 1 1
add -t 192.168.0.252:80 "-s wrr" 1 2 3
add -t 192.168.0.253:80 "-s lc" 1 1 1
add -t 192.168.0.254:80 "-s sh" 1 1 1
add -f 1 "-s dh" 2 2 2
add -f 2 "-s lblc" 2 2 2
add -f 3 "-s lblcr" 2 2 4
add -f 4 "-s lblc" 1 1 1
ipvsadm -A -t 192.168.0.231:80 -s rr
ipvsadm -a -t 192.168.0.231:80 -r 192.168.0.223 -i -w 1
ipvsadm -a -t 192.168.0.231:80 -r 192.168.0.224 -i -w 1
ipvsadm -a -t 192.168.0.231:80 -r 192.168.0.225 -i -w 4
