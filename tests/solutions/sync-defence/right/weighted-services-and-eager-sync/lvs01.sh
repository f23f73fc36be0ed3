#!/bin/bash
ipvsadm --start-daemon master --mcast-interface eth0 --syncid 51
sysctl -w net.ipv4.vs.sync_threshold="1 10" net.ipv4.vs.sync_refresh_period=5
ipvsadm --set 60 3 30
sysctl -w net.ipv4.vs.run_estimation=1
ipvsadm -E -t 192.168.0.241:80 -s wrr
for r in 223 225; do ipvsadm -e -t 192.168.0.241:80 -r 192.168.0.$r:80 -g -w 100; done
ipvsadm -e -t 192.168.0.241:80 -r 192.168.0.224:80 -g -w 0
ipvsadm -A -t 192.168.0.242:80 -s wlc -p 3600
ipvsadm -a -t 192.168.0.242:80 -r 192.168.0.223:80 -g -w 10
ipvsadm -a -t 192.168.0.242:80 -r 192.168.0.224:80 -g -w 10
ipvsadm -a -t 192.168.0.242:80 -r 192.168.0.225:80 -g -w 10
sysctl -w net.ipv4.vs.expire_quiescent_template=1 net.ipv4.vs.expire_nodest_conn=1
