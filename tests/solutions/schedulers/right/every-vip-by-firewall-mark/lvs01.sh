#!/bin/bash
iptables -t mangle -A PREROUTING -d 192.168.0.231 -p tcp --dport 80 -j MARK --set-mark 231
iptables -t mangle -A PREROUTING -d 192.168.0.232 -p tcp --dport 80 -j MARK --set-mark 232
iptables -t mangle -A PREROUTING -d 192.168.0.233 -p tcp --dport 80 -j MARK --set-mark 233
iptables -t mangle -A PREROUTING -d 192.168.0.234 -p tcp --dport 80 -j MARK --set-mark 234
iptables -t mangle -A PREROUTING -d 192.168.0.235 -p tcp --dport 80 -j MARK --set-mark 235
iptables -t mangle -A PREROUTING -d 192.168.0.236 -p tcp --dport 80 -j MARK --set-mark 236
iptables -t mangle -A PREROUTING -d 192.168.0.237 -p tcp --dport 80 -j MARK --set-mark 237
iptables -t mangle -A PREROUTING -d 192.168.0.250 -p tcp --dport 80 -j MARK --set-mark 250
iptables -t mangle -A PREROUTING -d 192.168.0.251 -p tcp --dport 80 -j MARK --set-mark 251
iptables -t mangle -A PREROUTING -d 192.168.0.252 -p tcp --dport 80 -j MARK --set-mark 252
iptables -t mangle -A PREROUTING -d 192.168.0.253 -p tcp --dport 80 -j MARK --set-mark 253
iptables -t mangle -A PREROUTING -d 192.168.0.254 -p tcp --dport 80 -j MARK --set-mark 254
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
add -f 231 "-s rr" 1 1 4
add -f 232 "-s wrr" 1 2 4
add -f 233 "-s lc" 1 2 4
add -f 234 "-s wlc" 1 2 4
add -f 235 "-s sed" 1 2 4
add -f 236 "-s nq" 1 2 4
add -f 237 "-s sh" 1 2 1
add -f 250 "-s sed" 1 1 4
add -f 251 "-s rr" 1 1 1
add -f 252 "-s wrr" 1 2 3
add -f 253 "-s lc" 1 1 1
add -f 254 "-s sh" 1 1 1
add -f 1 "-s dh" 2 2 2
add -f 2 "-s lblc" 2 2 2
add -f 3 "-s lblcr" 2 2 4
add -f 4 "-s lblc" 1 1 1
