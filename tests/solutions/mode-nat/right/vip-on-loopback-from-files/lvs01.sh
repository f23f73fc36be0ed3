#!/bin/bash
cat > /etc/ipvsadm.rules <<'E'
-A -t 192.168.200.240:80 -s rr
-a -t 192.168.200.240:80 -r 192.168.0.223:8080 -m -w 1
-a -t 192.168.200.240:80 -r 192.168.0.224:8080 -m -w 1
E
ipvsadm-restore < /etc/ipvsadm.rules
printf 'net.ipv4.ip_forward = 1
' > /etc/sysctl.d/30-forward.conf
sysctl -q -p /etc/sysctl.d/30-forward.conf
ip addr add 192.168.200.240/32 dev lo
