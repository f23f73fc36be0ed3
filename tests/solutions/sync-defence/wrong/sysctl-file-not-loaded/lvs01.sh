#!/bin/bash
ipvsadm --start-daemon master --mcast-interface eth0 --syncid 51
ipvsadm --set 60 3 30
sysctl -w net.ipv4.vs.run_estimation=1
ipvsadm -e -t 192.168.0.241:80 -r 192.168.0.224:80 -g -w 0
ipvsadm -A -t 192.168.0.242:80 -s rr -p 300
ipvsadm -a -t 192.168.0.242:80 -r 192.168.0.223:80 -g -w 1
ipvsadm -a -t 192.168.0.242:80 -r 192.168.0.224:80 -g -w 1
ipvsadm -a -t 192.168.0.242:80 -r 192.168.0.225:80 -g -w 1
cat > /etc/sysctl.d/90-lvs.conf <<EOF
net.ipv4.vs.expire_quiescent_template=1
net.ipv4.vs.expire_nodest_conn=1
EOF
