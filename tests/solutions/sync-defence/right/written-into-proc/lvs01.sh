#!/bin/bash
cd /proc/sys/net/ipv4/vs
for f in expire_nodest_conn expire_quiescent_template run_estimation; do echo 1 > $f; done
echo "2 50" > sync_threshold
ipvsadm --start-daemon master --mcast-interface eth0 --syncid 51
ipvsadm --set 60 3 30
ipvsadm -e -t 192.168.0.241:80 -r 192.168.0.224:80 -g -w 0
ipvsadm -A -t 192.168.0.242:80 -s rr -p 300
ipvsadm -a -t 192.168.0.242:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.242:80 -r 192.168.0.224:80 -g -w 1
ipvsadm -a -t 192.168.0.242:80 -r 192.168.0.225:80 -g -w 1
