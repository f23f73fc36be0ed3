#!/bin/bash
cat > /etc/ipvsadm.rules <<'EOF'
-A -t 192.168.0.240:80 -s rr
-a -t 192.168.0.240:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.240:80 -r 192.168.0.224:80 -g -w 1
-a -t 192.168.0.240:80 -r 192.168.0.225:80 -g -w 1
-A -t 192.168.0.241:80 -s rr
-a -t 192.168.0.241:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.241:80 -r 192.168.0.224:80 -g -w 0
-a -t 192.168.0.241:80 -r 192.168.0.225:80 -g -w 1
-A -t 192.168.0.242:80 -s rr -p 300
-a -t 192.168.0.242:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.242:80 -r 192.168.0.224:80 -g -w 1
-a -t 192.168.0.242:80 -r 192.168.0.225:80 -g -w 1
-A -t 192.168.0.243:80 -s rr
-a -t 192.168.0.243:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.243:80 -r 192.168.0.224:80 -g -w 1
EOF
cat > /etc/sysctl.d/60-lvs.conf <<'EOF'
net.ipv4.vs.run_estimation = 1
net.ipv4.vs.expire_quiescent_template = 1
net.ipv4.vs.expire_nodest_conn = 1
EOF
ipvsadm -C
ipvsadm-restore < /etc/ipvsadm.rules
sysctl -q --system
ipvsadm --set 60 3 30
ipvsadm --start-daemon master --mcast-interface eth0 --syncid 51
