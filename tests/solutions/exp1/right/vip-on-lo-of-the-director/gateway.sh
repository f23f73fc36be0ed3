sysctl net.ipv4.ip_forward=1
iptables -t nat -I PREROUTING -i eth1 -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.168.0.240
iptables -t nat -I POSTROUTING -o eth1 -j SNAT --to-source 192.168.200.100
