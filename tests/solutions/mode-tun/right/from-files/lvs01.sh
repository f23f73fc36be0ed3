#!/bin/bash
cat > /etc/ipvsadm.rules <<'E'
-A -t 192.168.0.240:80 -s rr
-a -t 192.168.0.240:80 -r 192.168.100.223:80 -i -w 1
-a -t 192.168.0.240:80 -r 192.168.100.224:80 -i -w 1
E
ipvsadm-restore < /etc/ipvsadm.rules
ifconfig lo:0 192.168.0.240 netmask 255.255.255.255 up
