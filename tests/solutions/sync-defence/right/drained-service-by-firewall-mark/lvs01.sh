#!/bin/bash
ipvsadm --start-daemon master --mcast-interface eth0 --syncid 51
ipvsadm --set 60 3 30
sysctl -w net.ipv4.vs.run_estimation=1
ipvsadm -e -t 192.168.0.241:80 -r 192.168.0.224:80 -g -w 0
sysctl -w net.ipv4.vs.expire_quiescent_template=1 net.ipv4.vs.expire_nodest_conn=1
iptables -t mangle -A PREROUTING -d 192.168.0.242 -p tcp --dport 80 -j MARK --set-mark 42
ipvsadm -A -f 42 -s rr -p 300
for r in 223 224 225; do ipvsadm -a -f 42 -r 192.168.0.$r -g -w 1; done
