#!/bin/bash
modprobe ip_vs
sysctl -w net.ipv4.conf.eth0.forwarding=1 net.ipv4.conf.eth1.forwarding=1
ip address add 192.168.200.240/24 dev eth1
ip address add 192.168.200.241/24 dev eth1
ip address add 192.168.200.242/24 dev eth1
ip address add 192.168.200.243/24 dev eth1
ip address add 192.168.0.231/32 dev eth0
ip address add 192.168.0.232/32 dev eth0
cat > /etc/ipvsadm.rules <<'EOF'
-A -t 192.168.200.240:http -s sed
-a -t 192.168.200.240:http -r 192.168.0.223:http -g -w 10
-A -t 192.168.200.241:http -s lc
-a -t 192.168.200.241:http -r 192.168.0.224:http -m -w 10
-A -t 192.168.200.242:http -s sh
-a -t 192.168.200.242:http -r 192.168.0.225:http -i -w 10
-A -t 192.168.200.243:http -s nq
-a -t 192.168.200.243:http -r 192.168.0.226:http -m -w 10
EOF
ipvsadm -R < /etc/ipvsadm.rules
sysctl -w net.ipv4.vs.conntrack=1
iptables -t nat -A POSTROUTING -m ipvs --vaddr 192.168.200.243 --vport 80 -j SNAT --to-source 192.168.0.231-192.168.0.232
