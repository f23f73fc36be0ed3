#!/bin/bash
mkdir -p /etc/iptables
cat > /etc/ipvsadm.rules <<'EOF'
-A -t 192.168.0.231:80 -s rr
-a -t 192.168.0.231:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.231:80 -r 192.168.0.224:80 -g -w 1
-a -t 192.168.0.231:80 -r 192.168.0.225:80 -g -w 4
-A -t 192.168.0.232:80 -s wrr
-a -t 192.168.0.232:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.232:80 -r 192.168.0.224:80 -g -w 2
-a -t 192.168.0.232:80 -r 192.168.0.225:80 -g -w 4
-A -t 192.168.0.233:80 -s lc
-a -t 192.168.0.233:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.233:80 -r 192.168.0.224:80 -g -w 2
-a -t 192.168.0.233:80 -r 192.168.0.225:80 -g -w 4
-A -t 192.168.0.234:80 -s wlc
-a -t 192.168.0.234:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.234:80 -r 192.168.0.224:80 -g -w 2
-a -t 192.168.0.234:80 -r 192.168.0.225:80 -g -w 4
-A -t 192.168.0.235:80 -s sed
-a -t 192.168.0.235:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.235:80 -r 192.168.0.224:80 -g -w 2
-a -t 192.168.0.235:80 -r 192.168.0.225:80 -g -w 4
-A -t 192.168.0.236:80 -s nq
-a -t 192.168.0.236:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.236:80 -r 192.168.0.224:80 -g -w 2
-a -t 192.168.0.236:80 -r 192.168.0.225:80 -g -w 4
-A -t 192.168.0.237:80 -s sh
-a -t 192.168.0.237:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.237:80 -r 192.168.0.224:80 -g -w 2
-a -t 192.168.0.237:80 -r 192.168.0.225:80 -g -w 1
-A -t 192.168.0.250:80 -s sed
-a -t 192.168.0.250:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.250:80 -r 192.168.0.224:80 -g -w 1
-a -t 192.168.0.250:80 -r 192.168.0.225:80 -g -w 4
-A -t 192.168.0.251:80 -s rr
-a -t 192.168.0.251:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.251:80 -r 192.168.0.224:80 -g -w 1
-a -t 192.168.0.251:80 -r 192.168.0.225:80 -g -w 1
-A -t 192.168.0.252:80 -s wrr
-a -t 192.168.0.252:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.252:80 -r 192.168.0.224:80 -g -w 2
-a -t 192.168.0.252:80 -r 192.168.0.225:80 -g -w 3
-A -t 192.168.0.253:80 -s lc
-a -t 192.168.0.253:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.253:80 -r 192.168.0.224:80 -g -w 1
-a -t 192.168.0.253:80 -r 192.168.0.225:80 -g -w 1
-A -t 192.168.0.254:80 -s sh
-a -t 192.168.0.254:80 -r 192.168.0.223:80 -g -w 1
-a -t 192.168.0.254:80 -r 192.168.0.224:80 -g -w 1
-a -t 192.168.0.254:80 -r 192.168.0.225:80 -g -w 1
-A -f 1 -s dh
-a -f 1 -r 192.168.0.223:0 -g -w 2
-a -f 1 -r 192.168.0.224:0 -g -w 2
-a -f 1 -r 192.168.0.225:0 -g -w 2
-A -f 2 -s lblc
-a -f 2 -r 192.168.0.223:0 -g -w 2
-a -f 2 -r 192.168.0.224:0 -g -w 2
-a -f 2 -r 192.168.0.225:0 -g -w 2
-A -f 3 -s lblcr
-a -f 3 -r 192.168.0.223:0 -g -w 2
-a -f 3 -r 192.168.0.224:0 -g -w 2
-a -f 3 -r 192.168.0.225:0 -g -w 4
-A -f 4 -s lblc
-a -f 4 -r 192.168.0.223:0 -g -w 1
-a -f 4 -r 192.168.0.224:0 -g -w 1
-a -f 4 -r 192.168.0.225:0 -g -w 1
EOF
cat > /etc/iptables/rules.v4 <<'EOF'
*mangle
:PREROUTING ACCEPT [0:0]
-A PREROUTING -d 192.168.0.241/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x1/0xffffffff
-A PREROUTING -d 192.168.0.242/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x1/0xffffffff
-A PREROUTING -d 192.168.0.243/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x1/0xffffffff
-A PREROUTING -d 192.168.0.244/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x2/0xffffffff
-A PREROUTING -d 192.168.0.245/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x2/0xffffffff
-A PREROUTING -d 192.168.0.246/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x2/0xffffffff
-A PREROUTING -d 192.168.0.247/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x3/0xffffffff
-A PREROUTING -d 192.168.0.248/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x3/0xffffffff
-A PREROUTING -d 192.168.0.238/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x4/0xffffffff
-A PREROUTING -d 192.168.0.239/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x4/0xffffffff
-A PREROUTING -d 192.168.0.240/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x4/0xffffffff
COMMIT
EOF
ipvsadm-restore < /etc/ipvsadm.rules
iptables-restore -n < /etc/iptables/rules.v4
