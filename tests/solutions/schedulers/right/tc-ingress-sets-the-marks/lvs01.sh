#!/bin/bash
tc qdisc add dev eth0 clsact
tc filter add dev eth0 ingress protocol ip prio 10 u32 match ip dst 192.168.0.241/32 match ip protocol 6 0xff match ip dport 80 0xffff action skbedit mark 1
tc filter add dev eth0 ingress protocol ip prio 10 u32 match ip dst 192.168.0.242/32 match ip protocol 6 0xff match ip dport 80 0xffff action skbedit mark 1
tc filter add dev eth0 ingress protocol ip prio 10 u32 match ip dst 192.168.0.243/32 match ip protocol 6 0xff match ip dport 80 0xffff action skbedit mark 1
tc filter add dev eth0 ingress protocol ip prio 10 u32 match ip dst 192.168.0.244/32 match ip protocol 6 0xff match ip dport 80 0xffff action skbedit mark 2
tc filter add dev eth0 ingress protocol ip prio 10 u32 match ip dst 192.168.0.245/32 match ip protocol 6 0xff match ip dport 80 0xffff action skbedit mark 2
tc filter add dev eth0 ingress protocol ip prio 10 u32 match ip dst 192.168.0.246/32 match ip protocol 6 0xff match ip dport 80 0xffff action skbedit mark 2
tc filter add dev eth0 ingress protocol ip prio 10 u32 match ip dst 192.168.0.247/32 match ip protocol 6 0xff match ip dport 80 0xffff action skbedit mark 3
tc filter add dev eth0 ingress protocol ip prio 10 u32 match ip dst 192.168.0.248/32 match ip protocol 6 0xff match ip dport 80 0xffff action skbedit mark 3
tc filter add dev eth0 ingress protocol ip prio 10 u32 match ip dst 192.168.0.238/32 match ip protocol 6 0xff match ip dport 80 0xffff action skbedit mark 4
tc filter add dev eth0 ingress protocol ip prio 10 u32 match ip dst 192.168.0.239/32 match ip protocol 6 0xff match ip dport 80 0xffff action skbedit mark 4
tc filter add dev eth0 ingress protocol ip prio 10 u32 match ip dst 192.168.0.240/32 match ip protocol 6 0xff match ip dport 80 0xffff action skbedit mark 4
add() {
  local kind=$1 at=$2 how=$3 n=223 w; shift 3
  ipvsadm -A $kind $at $how
  for w in "$@"; do
    ipvsadm -a $kind $at -r 192.168.0.$n$([ $kind = -t ] && echo :80) -g -w $w
    n=$((n + 1))
  done
}
add -t 192.168.0.231:80 "-s rr" 1 1 4
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
