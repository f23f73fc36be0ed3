sysctl -w net.ipv4.ip_forward=1
iptables -t nat -A PREROUTING -d 192.168.200.100/32 -p tcp --dport http -j DNAT --to-destination 192.168.0.240
iptables -t nat -A POSTROUTING -s 192.168.0.0/24 -d 192.168.200.0/24 -j MASQUERADE
