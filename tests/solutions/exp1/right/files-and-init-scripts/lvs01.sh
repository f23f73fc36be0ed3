#!/bin/bash
cat > /etc/ipvsadm.rules <<'E'
-A -t 192.168.0.240:http -s rr -p 20
-a -t 192.168.0.240:http -r 192.168.0.223:http -g -w 1
-a -t 192.168.0.240:http -r 192.168.0.224:http -g -w 1
E
sed -i 's/^AUTO=.*/AUTO="true"/' /etc/default/ipvsadm
/etc/init.d/ipvsadm start
ipvsadm --set 30 5 60
printf 'addr add 192.168.0.240/24 brd + dev eth0 label eth0:0
' > /etc/network/vip.batch 2>/dev/null || { mkdir -p /etc/network; printf 'addr add 192.168.0.240/24 brd + dev eth0 label eth0:0
' > /etc/network/vip.batch; }
ip -batch /etc/network/vip.batch
